package dev.bringup.lab.machine;

import dev.bringup.model.Power;
import java.util.Optional;

/// The state of one simulated machine. `life` counts its power-ons and resets; `memory` is the
/// system that runs from there, and is gone with the life.
public record Machine(
        Blueprint blueprint,
        long life,
        Stage stage,
        Disk disk,
        Optional<Disk.Settled> memory,
        Optional<Stimulus.Boot> once) {

    public Machine(
            Blueprint blueprint, long life, Stage stage, Disk disk, Optional<Stimulus.Boot> once) {
        this(blueprint, life, stage, disk, Optional.empty(), once);
    }

    public static Machine blank(Blueprint blueprint) {
        return new Machine(blueprint, 0, new Stage.Off(), new Disk.Blank(), Optional.empty());
    }

    /// What its payload made of the system that runs, or would if it was started from disk.
    public Optional<Disk.Settled> settled() {
        return memory.or(() ->
                disk instanceof Disk.Installed(_, _, Optional<Disk.Settled> settled)
                        ? settled
                        : Optional.empty());
    }

    public Power power() {
        return stage instanceof Stage.Off ? Power.OFF : Power.ON;
    }

    /// After a crash of the lab itself: what was kept, switched off or starting anew.
    public Machine restored(Power power) {
        return new Machine(
                blueprint,
                life + 1,
                power == Power.OFF ? new Stage.Off() : new Stage.SelfTest(),
                disk,
                once);
    }

    Machine at(Stage next) {
        return new Machine(blueprint, life, next, disk, memory, once);
    }

    Machine with(Disk next) {
        return new Machine(blueprint, life, stage, next, memory, once);
    }

    Machine remembering(Disk.Settled next) {
        return new Machine(blueprint, life, stage, disk, Optional.of(next), once);
    }

    Machine once(Optional<Stimulus.Boot> next) {
        return new Machine(blueprint, life, stage, disk, memory, next);
    }

    Machine reborn(Stage next) {
        return new Machine(blueprint, life + 1, next, disk, once);
    }
}
