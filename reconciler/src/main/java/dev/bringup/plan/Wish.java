package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Rail;

/// What one machine, judged by itself, needs next. The rails that count machines come after.
sealed interface Wish {

    /// Nothing to do, or something is under way and a later look will tell.
    record Nothing() implements Wish {}

    record Step(Action action, String because) implements Wish {}

    record Hold(String verb, Rail rail, String because) implements Wish {}

    Wish NOTHING = new Nothing();
}
