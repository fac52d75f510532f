package dev.bringup.lab.sim;

import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Who hears of what the reconciler does: the story of the run, and somebody who watches.
final class Ears implements Witness {

    static final Witness NOBODY =
            new Witness() {
                @Override
                public void noted(Note note) {}

                @Override
                public void published(Status status) {}
            };

    private final Consumer<String> story;
    private final Witness witness;
    private final Map<MachineId, Fingerprint> asked = new TreeMap<>();
    private Consumer<Deed> log = _ -> {};
    private Optional<Status> latest = Optional.empty();

    Ears(Consumer<String> story, Witness witness) {
        this.story = story;
        this.witness = witness;
    }

    /// Who hears what machines are asked for.
    void connect(Consumer<Deed> deeds) {
        log = deeds;
    }

    Consumer<String> story() {
        return story;
    }

    /// What a process that lives said last.
    Optional<Status> latest() {
        return latest;
    }

    void forget() {
        latest = Optional.empty();
    }

    @Override
    public void noted(Note note) {
        story.accept(note.toString());
        witness.noted(note);
        if (note instanceof Note.AttemptClosed closed
                && closed.ending() == Entry.Ending.FAILED
                && closed.attempt().cure().isEmpty()
                && closed.attempt().goal() instanceof Attempt.Goal.Installed(Fingerprint what, _)) {
            log.accept(new Deed.Failed(closed.at(), closed.attempt().machine(), what));
        }
    }

    @Override
    public void published(Status status) {
        latest = Optional.of(status);
        witness.published(status);
        status.desired().ifPresent(desired -> asked(desired, status.observed().at()));
    }

    private void asked(Desired desired, Instant at) {
        for (MachineSpec spec : desired.machines().values()) {
            Fingerprint before = asked.put(spec.id(), spec.fingerprint());
            if (!spec.fingerprint().equals(before)) {
                log.accept(new Deed.Asked(at, spec.id(), spec.fingerprint()));
            }
        }
    }
}
