package dev.bringup.port;

import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.CommitId;
import dev.bringup.model.Direction;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.MachineId;
import dev.bringup.model.Sighting;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/// What the engine is told. Messages are handled one at a time, in the order they came.
public sealed interface Message {

    /// Time has passed.
    record Tick() implements Message {}

    /// How far the clock on the wall is ahead of the one that the engine is handed. Schedules,
    /// windows and dates go by it.
    record Wall(Duration ahead) implements Message {}

    record Fetched(SourceAnswer answer) implements Message {}

    /// What this program makes of a commit: the fingerprint of each machine, none of them when it
    /// can make nothing of it. Empty when Git could not be asked.
    record Retold(CommitId commit, Optional<SortedMap<MachineId, Fingerprint>> today)
            implements Message {}

    /// The repository changed, says somebody: look at it now.
    record Rung() implements Message {}

    /// An operator wants the commit of this answer in force, whatever it descends from; `reply` is
    /// told once why not, or nothing when it counts.
    record Ordered(SourceAnswer answer, String reason, Consumer<Optional<String>> reply)
            implements Message {}

    /// An operator wants a machine's power changed, or looked at; `reply` is told once what came of
    /// it.
    record Powering(PowerOrder order, Consumer<PowerReport> reply) implements Message {}

    /// An operator directs something beside Git; `reply` is told once why not, or nothing when it
    /// counts.
    record Directed(Direction direction, Consumer<Optional<String>> reply) implements Message {}

    record Powered(long id, PowerReport report) implements Message {}

    record Finished(long id, Outcome outcome) implements Message {}

    /// Empty when the cluster could not be asked.
    record Minted(long id, Optional<JoinMaterial> material) implements Message {}

    /// What there is of addons; empty when the cluster could not be asked.
    record Inspected(long id, Optional<SortedMap<ObjectKey, AddonsSeen.Applied>> objects)
            implements Message {}

    /// What a machine prints while something is run on it. It changes nothing.
    record Said(MachineId machine, String text) implements Message {}

    /// Something that a human should look at. It changes nothing.
    record Doubted(Optional<MachineId> machine, String text) implements Message {}

    record Sighted(Sighting sighting) implements Message {}

    /// A booting machine asks; `reply` is called once, at once or later.
    record Asked(BootRequest request, Consumer<BootAnswer> reply) implements Message {}
}
