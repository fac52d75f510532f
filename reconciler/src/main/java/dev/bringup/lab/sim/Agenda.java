package dev.bringup.lab.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Virtual time: what is still to happen, in the order in which it will.
final class Agenda {

    private record Later(Instant at, long order, Runnable event) {}

    private final PriorityQueue<Later> queue =
            new PriorityQueue<>(Comparator.comparing(Later::at).thenComparingLong(Later::order));
    private Instant now;
    private long order;

    Agenda(Instant start) {
        now = start;
    }

    Instant now() {
        return now;
    }

    void in(Duration time, Runnable event) {
        queue.add(new Later(now.plus(time), order++, event));
    }

    /// Runs the next event, if there is one.
    boolean step() {
        Later next = queue.poll();
        if (next == null) {
            return false;
        }
        now = next.at();
        next.event().run();
        return true;
    }
}
