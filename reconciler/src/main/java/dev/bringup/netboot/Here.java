package dev.bringup.netboot;

import java.util.Optional;

/// Where machines find us. `http` is host and port in URLs; `log` is host and port for what they
/// log, where somebody takes it.
public record Here(String http, Optional<String> log) {

    /// Where everybody expects a log server; some can be told of no other port.
    public static final int LOG_PORT = 514;

    private static final String USUAL = ":" + LOG_PORT;

    public Here(String http) {
        this(http, Optional.empty());
    }

    /// The address alone, for those that know no other port than the usual.
    Optional<String> logServer() {
        return log.filter(at -> at.endsWith(USUAL))
                .map(at -> at.substring(0, at.length() - USUAL.length()));
    }
}
