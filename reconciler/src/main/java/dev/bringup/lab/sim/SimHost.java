package dev.bringup.lab.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the reconciler runs on: a clock on the wall that may be set, by hours and at any time; the
/// clock that this world goes by; and a disk that fills up, or takes its time.
final class SimHost {

    private static final int SIX_HOURS = 6 * 60 * 60 * 1000;

    private final Agenda agenda;
    private final Chaos chaos;
    private Duration wall = Duration.ZERO;
    private Instant full = Instant.MIN;
    private Instant busy = Instant.MIN;
    private Instant stormy = Instant.MIN;

    SimHost(Agenda agenda, Chaos chaos) {
        this.agenda = agenda;
        this.chaos = chaos;
    }

    Instant now() {
        return agenda.now();
    }

    Duration ahead() {
        return wall;
    }

    void in(Duration time, Runnable event) {
        agenda.in(time, event);
    }

    /// Whether it was set just now.
    boolean jumps() {
        if (!chaos.strikes(Fault.CLOCK_SET)) {
            return false;
        }
        wall = chaos.between(0, 2 * SIX_HOURS).minusMillis(SIX_HOURS);
        return true;
    }

    /// Nothing can be written, and not soon again.
    boolean isFull() {
        if (chaos.strikes(Fault.DISK_FULL)) {
            full = now().plus(chaos.between(30_000, 900_000));
        }
        return now().isBefore(full);
    }

    /// Whoever wrote waits until it is on the disk, and does nothing else meanwhile.
    void write() {
        if (chaos.strikes(Fault.DISK_SLOW)) {
            busy = now().plus(chaos.between(1000, 90_000));
        }
    }

    /// How long nobody gets around to anything.
    Duration busyFor() {
        return now().isBefore(busy) ? Duration.between(now(), busy) : Duration.ZERO;
    }

    /// How soon the process that starts now is killed, by what comes back for a while.
    Optional<Duration> diesSoon() {
        if (chaos.strikes(Fault.KILLED_AGAIN_AND_AGAIN)) {
            stormy = now().plus(chaos.between(60_000, 600_000));
        }
        return now().isBefore(stormy) ? Optional.of(chaos.between(200, 10_000)) : Optional.empty();
    }

    /// A process that died waits for nothing.
    void idle() {
        busy = Instant.MIN;
    }

    /// Somebody sets the clock right and clears the disk.
    void mend() {
        wall = Duration.ZERO;
        full = Instant.MIN;
        stormy = Instant.MIN;
    }
}
