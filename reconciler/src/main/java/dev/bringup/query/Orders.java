package dev.bringup.query;

import dev.bringup.model.CommitId;
import java.util.Optional;
import java.util.function.Consumer;

/// What may be asked of a running reconciler beyond showing something. Nothing here waits.
public interface Orders {

    /// Puts this commit in force although it does not descend from the accepted one. `reply` is
    /// told once why not, or nothing when it counts.
    void accept(CommitId commit, String reason, Consumer<Optional<String>> reply);

    /// Somebody pushed or proposed something: look again. No more is believed of what was sent.
    void ring();
}
