package dev.bringup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of an attempt was not the machine's own time. It begins with the cause, `since`: that is
/// before the attempt is opened, while Git is polled or a rail holds the machine.
public record Ours(Instant since, List<Wait> waits) {

    public enum Why {
        /// A commit was there, and the look at Git that finds it was not.
        POLL,
        /// A rail held the step: a budget, a window, an approval.
        QUEUE,
        /// A try did not succeed, and the next one was not due yet.
        RETRY,
        /// The machine asked, and was told to ask again later.
        TOLD,
        /// Its Node was Ready, and had no stamp yet.
        CLOSE
    }

    /// A wait in a phase, or before the first one. `by` is the rail, if one held it.
    public record Wait(Optional<Phase> during, Why why, String by, Duration took) {

        boolean goesWith(Wait other) {
            return during.equals(other.during) && why == other.why && by.equals(other.by);
        }
    }

    public Ours {
        waits = List.copyOf(waits);
    }

    /// What is known to be nothing is left out; what goes on is added up.
    public Ours with(List<Wait> more) {
        List<Wait> all = new ArrayList<>(waits);
        for (Wait wait : more) {
            Optional<Wait> same = all.stream().filter(wait::goesWith).findFirst();
            Duration before = same.map(Wait::took).orElse(Duration.ZERO);
            same.ifPresent(all::remove);
            if (wait.took().isPositive()) {
                all.add(new Wait(wait.during(), wait.why(), wait.by(), wait.took().plus(before)));
            }
        }
        return new Ours(since, all);
    }

    public Duration total() {
        return waits.stream().map(Wait::took).reduce(Duration.ZERO, Duration::plus);
    }

    public Duration total(Why why) {
        return waits.stream()
                .filter(w -> w.why() == why)
                .map(Wait::took)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// From the cause to the end: what the share is a share of.
    public Duration whole(Instant end) {
        return Duration.between(since, end);
    }

    /// Between 0 and 1; nothing of nothing is 0.
    public double share(Instant end) {
        long whole = whole(end).toNanos();
        return whole <= 0 ? 0 : Math.min(1, (double) total().toNanos() / (double) whole);
    }
}
