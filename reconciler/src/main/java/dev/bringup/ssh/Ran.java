package dev.bringup.ssh;

import java.time.Duration;

/// How a command over SSH ended.
public sealed interface Ran {

    /// It ran to its end. Outputs beyond [Ssh#MOST_OUTPUT] are cut off.
    record Exited(int status, String output, String errors) implements Ran {}

    /// Nobody answers at that address, or not as an SSH server does.
    record Unreachable(String because) implements Ran {}

    /// Somebody else answers: an alarm. Nothing was sent to them.
    record WrongKey(String because) implements Ran {}

    /// The machine does not take our key.
    record Denied(String because) implements Ran {}

    record TimedOut(Duration after) implements Ran {}

    /// The connection ended before the command did: what a reboot looks like.
    record Lost(String because) implements Ran {}

    /// For an outcome or a log line.
    default String text() {
        return switch (this) {
            case Exited(int status, _, String errors) ->
                    "it exited with status "
                            + status
                            + (errors.isBlank() ? "" : ": " + errors.strip());
            case Unreachable(String because) -> because;
            case WrongKey(String because) -> because;
            case Denied(String because) -> because;
            case TimedOut(Duration after) -> "no end within " + after.toSeconds() + " s";
            case Lost(String because) -> because;
        };
    }
}
