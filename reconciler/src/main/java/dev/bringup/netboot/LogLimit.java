package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How much one sender may log in a second: more than an installer ever does, and less than would
/// keep us busy. Used by one event loop alone.
final class LogLimit {

    private static final int MOST = 2000;
    private static final int MOST_SENDERS = 4096;

    private final Map<Ip4, Integer> lately = new HashMap<>();
    private final LongSupplier nanos;
    private long second = Long.MIN_VALUE;

    LogLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    boolean allows(Ip4 sender) {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
        if (now != second) {
            second = now;
            lately.clear();
        }
        return (lately.size() < MOST_SENDERS || lately.containsKey(sender))
                && lately.merge(sender, 1, Integer::sum) <= MOST;
    }
}
