package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Machine;
import dev.bringup.model.KubeVersion;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// What all machines of a rack share.
record Gear(Segment segment, Path folder, Build build, Faults faults, Supplies supplies) {

    /// Of what the machines are made, and which kubelet is in an image that does not say.
    record Build(Installer.Drive drive, KubeVersion kubelet) {}

    /// What comes from outside. `console` gets each line a machine prints, with the machine's name.
    record Supplies(
            Executor executor,
            InstantSource clock,
            RandomGenerator random,
            BiConsumer<String, String> console,
            ControlPlane planes) {}

    void print(Machine machine, String line) {
        supplies.console().accept(machine.blueprint().name(), line);
    }
}
