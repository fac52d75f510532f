package dev.bringup.netboot;

import java.time.Duration;

/// How long one client is waited for before the same is sent again, by how long it took to answer
/// before (RFC 6298): on a wire that loses packets each loss costs milliseconds, and not a second.
/// Of what was sent twice nobody knows which one was answered, so it teaches nothing.
final class Pace {

    /// Firmware that draws a line on its screen takes longer than that, and is sent something
    /// twice; it acknowledges both, and the second acknowledgement changes nothing.
    private static final long SHORTEST = Duration.ofMillis(10).toNanos();

    private static final long UNKNOWN = -1;

    private long smoothed = UNKNOWN;
    private long spread;
    private long sent;
    private boolean isFirst;
    private long wait;
    private long left;

    /// Something new went out, for whose answer there is so much time. `isHurried` if it may be
    /// sent again in between.
    void sent(long now, Duration patience, boolean isHurried) {
        sent = now;
        isFirst = true;
        left = patience.toNanos();
        wait = isHurried && smoothed != UNKNOWN ? Math.max(SHORTEST, smoothed + 4 * spread) : left;
    }

    /// It was answered.
    void answered(long now) {
        if (!isFirst) {
            return;
        }
        long took = now - sent;
        if (smoothed == UNKNOWN) {
            smoothed = took;
            spread = took / 2;
        } else {
            spread += (Math.abs(took - smoothed) - spread) / 4;
            smoothed += (took - smoothed) / 8;
        }
    }

    /// Nanoseconds until something is due: each time twice as many, and never more than are left.
    long next() {
        long due = Math.min(wait, left);
        left -= due;
        wait *= 2;
        return due;
    }

    /// Whether there is time left, and so the same is to be sent once more.
    boolean isAgain() {
        isFirst = false;
        return left > 0;
    }
}
