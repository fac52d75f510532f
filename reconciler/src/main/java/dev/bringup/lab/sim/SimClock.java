package dev.bringup.lab.sim;

import java.time.Duration;
import java.time.Instant;

/// The clocks of the host that the reconciler runs on. The one on its wall may be set, by hours and
/// at any time; the other one is what this world goes by.
final class SimClock {

    private static final int SIX_HOURS = 6 * 60 * 60 * 1000;

    private final Agenda agenda;
    private final Chaos chaos;
    private Duration wall = Duration.ZERO;

    SimClock(Agenda agenda, Chaos chaos) {
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

    /// Somebody sets it right.
    void mend() {
        wall = Duration.ZERO;
    }
}
