package dev.bringup.power;

import dev.bringup.model.Power;

/// A BMC, whatever it speaks: it switches its machine, and knows whether it is on.
interface Controller {

    Power status() throws Unable;

    void apply(Ladder.Verb verb, Ladder.NextBoot next) throws Unable;

    /// Looks whether another rung had the wished effect.
    void confirm(Power wanted) throws Unable;
}
