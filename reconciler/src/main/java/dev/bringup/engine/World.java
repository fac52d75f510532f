package dev.bringup.engine;

import dev.bringup.port.Effects;
import dev.bringup.port.Journal;
import dev.bringup.port.Witness;
import java.time.Duration;

/// Everything outside the engine, as it is handed in.
///
/// `journal` is written before the effect that it speaks of; `poll` is the time between two looks
/// at Git.
public record World(
        Effects effects,
        Journal journal,
        Witness witness,
        Chance chance,
        Duration poll,
        Rivals rivals) {

    /// Whether there may be other reconcilers, so that nobody acts before it knows that it leads.
    public enum Rivals {
        NONE,
        POSSIBLE
    }

    /// One that is alone.
    public World(Effects effects, Journal journal, Witness witness, Chance chance, Duration poll) {
        this(effects, journal, witness, chance, poll, Rivals.NONE);
    }
}
