package dev.bringup.port;

import java.time.Duration;
import java.time.Instant;

/// Counts what the servers and drivers do; `telemetry` turns it into metrics. `series` is a
/// metric's name without its prefix ("dhcp_packets"), `kind` and `outcome` are small closed sets of
/// labels.
public interface Tally {

    default void count(String series, String kind, String outcome) {
        add(series, kind, outcome, 1);
    }

    /// What was counted elsewhere, as by the kernel.
    void add(String series, String kind, String outcome, long more);

    void time(String series, String kind, String outcome, Duration took);

    /// A certificate that we depend on, by a small closed set of names, runs out then.
    default void expires(String certificate, Instant at) {}

    /// Where to say what it was that is counted here, as far as it has to do with a machine.
    default Tape tape() {
        return Tape.NONE;
    }

    /// For a server that runs alone.
    Tally NONE =
            new Tally() {
                @Override
                public void add(String series, String kind, String outcome, long more) {}

                @Override
                public void time(String series, String kind, String outcome, Duration took) {}
            };
}
