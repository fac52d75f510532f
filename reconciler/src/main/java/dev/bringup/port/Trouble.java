package dev.bringup.port;

import dev.bringup.model.MachineId;
import java.util.Optional;

/// Something on the network that keeps machines from booting as they should, in plain words: what
/// it is, and what to do about it. The same trouble is told in the same words each time.
public record Trouble(Optional<MachineId> machine, String about, String sentence, String remedy) {}
