package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import java.util.Optional;

/// What one machine, judged by itself, needs next. The rails that count machines come after.
sealed interface Wish {

    /// Nothing to do, or something is under way and a later look will tell.
    record Nothing() implements Wish {}

    record Step(Action action, String because, Optional<Policy.Cure> cure) implements Wish {
        Step(Action action, String because) {
            this(action, because, Optional.empty());
        }
    }

    record Hold(String verb, Rail rail, String because) implements Wish {}

    Wish NOTHING = new Nothing();
}
