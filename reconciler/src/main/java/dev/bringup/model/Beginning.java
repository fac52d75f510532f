package dev.bringup.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the cluster began, as far as this reconciler knows. It is kept for ever: whoever forgets it
/// might make a second one.
///
/// @param met when its API answered for the first time
/// @param founder who was let make it
/// @param fresh of each machine whose disk was written before there was a cluster, the attempts of
///   that installation: nothing on such a disk was ever part of a cluster
public record Beginning(
        Optional<Instant> met, Optional<Founder> founder, Map<MachineId, Set<AttemptId>> fresh) {

    /// Who was let make it.
    ///
    /// @param installation the attempt that its marker named then
    public record Founder(MachineId machine, AttemptId installation, Instant at) {}

    public static final Beginning NOTHING =
            new Beginning(Optional.empty(), Optional.empty(), Map.of());

    public Beginning {
        fresh = Map.copyOf(fresh);
    }

    /// Only the first time counts.
    public Beginning met(Instant at) {
        return new Beginning(met.or(() -> Optional.of(at)), founder, fresh);
    }

    public Beginning by(Founder machine) {
        return new Beginning(met, Optional.of(machine), fresh);
    }

    public Beginning written(MachineId machine, Set<AttemptId> attempts) {
        Map<MachineId, Set<AttemptId>> all = new HashMap<>(fresh);
        all.put(machine, Set.copyOf(attempts));
        return new Beginning(met, founder, all);
    }

    public boolean isFresh(MachineId machine, AttemptId attempt) {
        return of(machine).contains(attempt);
    }

    /// The installation goes on under another attempt.
    public Set<AttemptId> with(MachineId machine, AttemptId attempt) {
        Set<AttemptId> all = new HashSet<>(of(machine));
        all.add(attempt);
        return all;
    }

    public Set<AttemptId> of(MachineId machine) {
        return fresh.getOrDefault(machine, Set.of());
    }
}
