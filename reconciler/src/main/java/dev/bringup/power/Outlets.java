package dev.bringup.power;

import dev.bringup.model.Power;

/// One unit, logged in to.
interface Outlets {

    /// What its relay really does.
    Power read(int outlet) throws Unable;

    void turn(int outlet, Power to) throws Unable;
}
