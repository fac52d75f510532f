package dev.bringup.lab.sim;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.Power;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a machine suffers for a while: nobody reaches it; its clock is wrong; its BMC starts anew,
/// or says the opposite of what is. Some installations do not run on it.
final class Plight {

    private final Agenda agenda;
    private final Chaos chaos;
    private Instant cutUntil = Instant.MIN;
    private Instant wrongUntil = Instant.MIN;
    private Instant awayUntil = Instant.MIN;
    private Instant misreadUntil = Instant.MIN;
    private Optional<Fingerprint> spoilt = Optional.empty();

    Plight(Agenda agenda, Chaos chaos) {
        this.agenda = agenda;
        this.chaos = chaos;
    }

    /// From here on this does not run on it.
    void spoil(Fingerprint what) {
        spoilt = Optional.of(what);
    }

    boolean runs(Fingerprint what) {
        return !spoilt.equals(Optional.of(what));
    }

    private boolean isBefore(Instant end) {
        return agenda.now().isBefore(end);
    }

    /// How long it is cut off from here on, if it was not and is now.
    Duration cut() {
        if (isCutOff() || !chaos.strikes(Fault.MACHINE_CUT_OFF)) {
            return Duration.ZERO;
        }
        Duration time = chaos.between(10_000, 900_000);
        cutUntil = agenda.now().plus(time);
        return time;
    }

    boolean isCutOff() {
        return isBefore(cutUntil);
    }

    /// It starts for the first time. Until somebody tells it the time, no certificate is good.
    void begin() {
        if (chaos.strikes(Fault.MACHINE_CLOCK_WRONG)) {
            wrongUntil = agenda.now().plus(chaos.between(30_000, 1_200_000));
        }
    }

    boolean isClockWrong() {
        return isBefore(wrongUntil);
    }

    /// Its BMC starts anew just now, and has forgotten what it was told for the next boot.
    boolean bmcResets() {
        boolean resets = chaos.strikes(Fault.BMC_RESETS);
        if (resets) {
            awayUntil = agenda.now().plus(chaos.between(20_000, 180_000));
        }
        return resets;
    }

    boolean bmcAnswers() {
        return !isBefore(awayUntil) && !isCutOff();
    }

    /// What its BMC says, for minutes.
    Power said(Power truth) {
        if (!isBefore(misreadUntil) && chaos.strikes(Fault.BMC_MISREADS)) {
            misreadUntil = agenda.now().plus(chaos.between(10_000, 300_000));
        }
        if (!isBefore(misreadUntil)) {
            return truth;
        }
        return switch (truth) {
            case ON -> Power.OFF;
            case OFF -> Power.ON;
        };
    }
}
