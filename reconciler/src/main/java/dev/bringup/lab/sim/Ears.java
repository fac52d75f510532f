package dev.bringup.lab.sim;

import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.util.function.Consumer;

/// Who hears of what the reconciler does: the story of the run, and somebody who watches.
record Ears(Consumer<String> story, Witness witness) implements Witness {

    static final Witness NOBODY =
            new Witness() {
                @Override
                public void noted(Note note) {}

                @Override
                public void published(Status status) {}
            };

    @Override
    public void noted(Note note) {
        story.accept(note.toString());
        witness.noted(note);
    }

    @Override
    public void published(Status status) {
        witness.published(status);
    }
}
