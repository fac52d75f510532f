package dev.bringup.engine;

import dev.bringup.model.Attempt;
import dev.bringup.model.BootRequest;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Seen;
import dev.bringup.model.Told;
import dev.bringup.port.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Fingerprints that an earlier program made, in the words of this one. When it changes how Git
/// becomes bytes, every installation gets another fingerprint, and nothing is to be installed anew
/// for that: the commit that installed it is rendered again, and what that gives is what is there.
final class Translation {

    /// More than a machine has installations that anything still speaks of.
    private static final int KEEP = 8;

    /// An answer that is not there by then is lost.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Memory memory;
    private final World world;

    /// What was written, and what this program would have.
    private final Map<MachineId, Map<Fingerprint, Fingerprint>> known = new HashMap<>();

    /// What waits to be told, by the commit that installed it.
    private final TreeMap<MachineId, CommitId> untold = new TreeMap<>();

    private Instant next = Instant.MIN;

    Translation(Memory memory, World world) {
        this.memory = memory;
        this.world = world;
    }

    NodeState tell(MachineId id, NodeState state) {
        return state instanceof NodeState.Present node && node.stamp().isPresent()
                ? node.stamped(tell(id, node.stamp().get()))
                : state;
    }

    private NodeState.Stamp tell(MachineId id, NodeState.Stamp stamp) {
        Fingerprint written = stamp.fingerprint();
        Optional<Fingerprint> today = today(id, stamp.commit(), written);
        if (today.isEmpty()) {
            untold.put(id, stamp.commit());
            return stamp.telling(written, Told.UNKNOWN);
        }
        boolean same = today.get().equals(written);
        return stamp.telling(today.get(), same ? Told.TODAY : Told.EARLIER);
    }

    /// A marker of somebody else, or of what is only half there, says nothing to compare.
    Marker tell(MachineId id, Marker marker) {
        if (!marker.machine().equals(id) || marker.state() == Marker.State.INSTALLING) {
            return marker;
        }
        Optional<Fingerprint> today = today(id, marker.commit(), marker.fingerprint());
        if (today.isEmpty()) {
            untold.put(id, marker.commit());
        }
        return marker.telling(
                today.orElse(marker.fingerprint()), today.isPresent() ? Told.TODAY : Told.UNKNOWN);
    }

    BootRequest.Disks tell(MachineId id, BootRequest.Disks asked) {
        return asked.telling(marker -> tell(id, marker));
    }

    MachineSpec tell(MachineSpec spec, CommitId by) {
        return today(spec.id(), by, spec.fingerprint()).map(spec::telling).orElse(spec);
    }

    private Attempt tell(Attempt attempt) {
        Fingerprint written = attempt.spec().fingerprint();
        return today(attempt.machine(), attempt.commit(), written)
                .filter(today -> !today.equals(written))
                .map(attempt::telling)
                .orElse(attempt);
    }

    /// What the commit in force installed is what it asks for now, whatever it was called then.
    private Optional<Fingerprint> today(MachineId id, CommitId by, Fingerprint written) {
        Optional<Fingerprint> wanted =
                memory.desired().flatMap(d -> d.machine(id)).map(MachineSpec::fingerprint);
        return wanted.filter(written::equals)
                .or(() -> Optional.ofNullable(known.getOrDefault(id, Map.of()).get(written)))
                .or(() -> wanted.filter(_ -> memory.accepted().equals(Optional.of(by))));
    }

    /// What this program made of the commit before, it need not be asked about again.
    void accepted(Optional<Desired> before, Desired now) {
        before.stream()
                .flatMap(d -> d.machines().values().stream())
                .filter(m ->
                        now.machine(m.id())
                                .filter(n -> n.fingerprint().equals(m.fingerprint()))
                                .isEmpty())
                .forEach(m -> learn(m.id(), m.fingerprint(), m.fingerprint()));
        again();
    }

    private void learn(MachineId id, Fingerprint written, Fingerprint today) {
        Map<Fingerprint, Fingerprint> all = known.computeIfAbsent(id, _ -> new LinkedHashMap<>());
        all.remove(written);
        all.put(written, today);
        if (all.size() > KEEP) {
            all.remove(all.keySet().iterator().next());
        }
    }

    /// One commit at a time: a fleet may run hundreds, and each takes as long as to load it.
    void ask(Instant now) {
        if (untold.isEmpty() || memory.desired().isEmpty() || now.isBefore(next)) {
            return;
        }
        next = now.plus(PATIENCE);
        world.effects().start(new Effect.Retell(untold.firstEntry().getValue()));
    }

    /// `today` is empty when Git cannot be asked now. A commit that is gone, or that this program
    /// does not take, would install nothing: what it installed then is something else.
    void told(CommitId commit, Optional<SortedMap<MachineId, Fingerprint>> today, Instant now) {
        if (today.isEmpty()) {
            next = now.plus(AGAIN);
            return;
        }
        next = now;
        for (MachineId id : List.copyOf(untold.keySet())) {
            written(memory.of(id), commit)
                    .forEach(f -> learn(id, f, today.get().getOrDefault(id, f)));
        }
        again();
    }

    private static boolean isUntold(Told told) {
        return told == Told.UNKNOWN;
    }

    private static Stream<Fingerprint> written(Seen seen, CommitId commit) {
        Stream<Fingerprint> onNode =
                seen.present().flatMap(NodeState.Present::stamp).stream()
                        .filter(s -> isUntold(s.told()) && s.commit().equals(commit))
                        .map(NodeState.Stamp::fingerprint);
        Stream<Fingerprint> onDisk =
                seen.marker().map(Fact::value).stream()
                        .filter(m -> isUntold(m.told()) && m.commit().equals(commit))
                        .map(Marker::fingerprint);
        return Stream.concat(onNode, onDisk);
    }

    /// What was not told yet may be now.
    private void again() {
        List<MachineId> waiting = List.copyOf(untold.keySet());
        untold.clear();
        for (MachineId id : waiting) {
            if (memory.of(id).untold().isPresent()) {
                memory.see(
                        id,
                        s ->
                                s.telling(
                                        stamp -> isUntold(stamp.told()) ? tell(id, stamp) : stamp,
                                        m -> isUntold(m.told()) ? tell(id, m) : m));
            }
        }
        memory.attempts().replaceAll((_, attempt) -> tell(attempt));
    }
}
