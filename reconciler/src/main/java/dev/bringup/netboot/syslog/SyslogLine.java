package dev.bringup.netboot.syslog;

import java.util.List;

/// One line of a log. `host` and `program` are empty where the sender did not say them; none of the
/// texts holds a control character.
public record SyslogLine(int priority, String host, String program, String text) {

    /// RFC 3164 section 4.3.3: of a line without a priority.
    public static final int NOTICE_OF_A_USER = 13;

    static final int HIGHEST = 191;

    private static final List<String> SEVERITIES =
            List.of(
                    "emergency",
                    "alert",
                    "critical",
                    "error",
                    "warning",
                    "notice",
                    "info",
                    "debug");

    public String severity() {
        return SEVERITIES.get(priority & 7);
    }

    /// As people read it; what is nothing special is not said.
    public String shown() {
        String who = program.isEmpty() ? "" : program + ": ";
        return (priority & 7) <= 4 ? severity() + ": " + who + text : who + text;
    }
}
