package dev.bringup.app;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/// How far a file is: on a terminal a bar that grows in place, in a pipe a line at each tenth.
final class Bar {

    private static final int WIDTH = 24;
    private static final double MEGA = 1e6;
    private static final Duration OFTEN = Duration.ofMillis(100);

    private final String name;
    private final PrintStream out;
    private final boolean terminal;
    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private long tenth = -1;

    Bar(String name, PrintStream out, boolean terminal, InstantSource clock) {
        this.name = name;
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /// `of` is -1 when nobody said how much there is.
    void at(long bytes, long of) {
        if (terminal) {
            Instant now = clock.instant();
            if (!now.isBefore(next) || bytes == of) {
                next = now.plus(OFTEN);
                out.print("\r\u001b[K" + name + "  " + bar(bytes, of) + amount(bytes, of));
                out.flush();
            }
        } else if (of > 0 && bytes * 10 / of > tenth) {
            tenth = bytes * 10 / of;
            out.println(name + ": " + amount(bytes, of));
        }
    }

    private static String bar(long bytes, long of) {
        int full = of > 0 ? (int) (bytes * WIDTH / of) : 0;
        return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "]  ";
    }

    private static String amount(long bytes, long of) {
        return of > 0
                ? String.format(Locale.ROOT, "%d%% of %.1f MB", bytes * 100 / of, of / MEGA)
                : String.format(Locale.ROOT, "%.1f MB", bytes / MEGA);
    }

    /// The last word on this file.
    void end(String word) {
        out.println((terminal ? "\r\u001b[K" : "") + name + ": " + word);
    }
}
