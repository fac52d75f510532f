package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How the API answers whoever changes something, when it does: not on what you read (409), not so
/// often (429), or with an error of its own (500), behind which the change may well have been made.
final class SimApi {

    private final Agenda agenda;
    private final Chaos chaos;
    private Instant throttledUntil = Instant.MIN;
    private Optional<Alarm> alarm = Optional.empty();

    /// What whoever watches over the cluster says of one machine.
    record Alarm(MachineId machine, boolean firing) {}

    SimApi(Agenda agenda, Chaos chaos) {
        this.agenda = agenda;
        this.chaos = chaos;
    }

    void alarm(Alarm said) {
        alarm = Optional.of(said);
    }

    /// The last that was said, if anything ever was.
    Optional<Alarm> alarm() {
        return alarm;
    }

    /// Why nothing was done.
    Optional<Outcome> refuses() {
        if (chaos.strikes(Fault.API_THROTTLES)) {
            throttledUntil = agenda.now().plus(chaos.between(5000, 120_000));
        }
        if (agenda.now().isBefore(throttledUntil)) {
            Duration left = Duration.between(agenda.now(), throttledUntil);
            return Optional.of(new Outcome.Retry("429 Too Many Requests", left));
        }
        return chaos.strikes(Fault.API_CONFLICTS)
                ? Optional.of(new Outcome.Retry("409 Conflict", Duration.ofSeconds(1)))
                : Optional.empty();
    }

    /// What the one who asked hears of what was done.
    Outcome says(Outcome done) {
        return chaos.strikes(Fault.API_ERRS)
                ? new Outcome.Retry("500 Internal Server Error", Duration.ofSeconds(5))
                : done;
    }
}
