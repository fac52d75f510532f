package dev.bringup.lab.sim;

import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.util.Optional;
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
    private Optional<Status> latest = Optional.empty();

    Ears(Consumer<String> story, Witness witness) {
        this.story = story;
        this.witness = witness;
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
    }

    @Override
    public void published(Status status) {
        latest = Optional.of(status);
        witness.published(status);
    }
}
