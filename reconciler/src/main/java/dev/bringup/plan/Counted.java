package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Counts what a commit does, whether done already, under way or still to come: per verb, the
/// machines of each profile.
final class Counted {

    private final Desired desired;
    private final Observed observed;
    private final Map<Budgeted, Map<String, Set<MachineId>>> all = new EnumMap<>(Budgeted.class);

    /// Machines that Git does not ask for and that something is still done to.
    private final SortedMap<MachineId, MachineSpec> gone;

    private final Map<String, Long> sizes = new HashMap<>();

    /// Those that were taken out to be reimaged; what has a Node came back since.
    private final Set<MachineId> undone;

    Counted(Fleet fleet, List<Differ.Asked> steps) {
        desired = fleet.desired();
        observed = fleet.observed();
        undone =
                observed.past().stream()
                        .filter(past -> past.result() != Observed.Result.PUT_OFF)
                        .filter(past -> past.verb().equals(Budgets.name(Budgeted.REIMAGE)))
                        .map(Observed.Past::machine)
                        .collect(Collectors.toSet());
        CommitId commit = desired.commit().id();
        gone = new TreeMap<>(fleet.tombstones().machines());
        gone.putAll(observed.leaving());
        gone.keySet().removeAll(desired.machines().keySet());
        for (Fleet.Standing machine : fleet.machines()) {
            toCome(machine.spec(), machine.seen()).ifPresent(verb -> add(verb, machine.spec()));
        }
        for (Attempt attempt : observed.attempts().values()) {
            if (attempt.commit().equals(commit) && attempt.cure().isEmpty()) {
                add(verb(attempt.goal()), attempt.spec());
            }
        }
        desired.tombstones().stream()
                .filter(t -> !observed.remembered().departed().spent().contains(t))
                .map(t -> gone.get(t.machine()))
                .filter(Objects::nonNull)
                .forEach(spec -> add(Budgeted.REIMAGE, spec));
        for (Observed.Past past : observed.past()) {
            if (past.commit().equals(commit) && past.cause().cure().isEmpty()) {
                Budgets.named(past.verb())
                        .ifPresent(verb -> spec(past.machine()).ifPresent(spec -> add(verb, spec)));
            }
        }
        for (Differ.Asked step : steps) {
            if (step.step().cure().isPresent()) {
                continue;
            }
            Budgets.named(step.action().verb()).ifPresent(verb -> add(verb, step.spec()));
        }
    }

    /// How many machines of this profile the commit does this to.
    int of(Budgeted verb, String profile) {
        return all.getOrDefault(verb, Map.of()).getOrDefault(profile, Set.of()).size();
    }

    /// What a share of a profile is a share of: those that leave are still part of it.
    long size(String profile) {
        return sizes.computeIfAbsent(profile, this::count);
    }

    private long count(String profile) {
        return desired.inProfile(profile)
                + gone.values().stream().filter(m -> m.profile().equals(profile)).count();
    }

    private Optional<MachineSpec> spec(MachineId id) {
        return desired.machine(id).or(() -> Optional.ofNullable(gone.get(id)));
    }

    private void add(Budgeted verb, MachineSpec spec) {
        all.computeIfAbsent(verb, _ -> new HashMap<>())
                .computeIfAbsent(spec.profile(), _ -> new HashSet<>())
                .add(spec.id());
    }

    /// What a machine that is to serve is still due.
    static Optional<Budgeted> toCome(MachineSpec spec, Seen seen) {
        if (spec.intent().state() != Want.JOINED) {
            return Optional.empty();
        }
        if (needsReimage(spec, seen)) {
            return Optional.of(replacing(spec));
        }
        return seen.present().filter(n -> Stamps.rebootDue(spec, n)).map(_ -> Budgeted.REBOOT);
    }

    /// What it costs to give a machine something else to run.
    static Budgeted replacing(MachineSpec spec) {
        return spec.isLive() ? Budgeted.REBOOT : Budgeted.REIMAGE;
    }

    /// What an attempt costs.
    static Budgeted verb(Attempt.Goal goal) {
        return switch (goal) {
            case Attempt.Goal.Installed(_, Attempt.Goal.Over over) ->
                    over == Attempt.Goal.Over.NOTHING ? Budgeted.WAKE : Budgeted.REIMAGE;
            case Attempt.Goal.Awake _ -> Budgeted.WAKE;
            case Attempt.Goal.Rebooted _ -> Budgeted.REBOOT;
            case Attempt.Goal.Wiped _ -> Budgeted.REIMAGE;
        };
    }

    static boolean needsReimage(MachineSpec spec, Seen seen) {
        return seen.installed().filter(f -> !f.equals(spec.fingerprint())).isPresent();
    }

    /// Out of service by our own cordon.
    static boolean isOut(Seen seen) {
        return seen.present()
                .filter(n ->
                        n.cordon() == NodeState.Cordon.OURS
                                || n.cordon() == NodeState.Cordon.DRAINED)
                .isPresent();
    }

    /// Wanted, not known to be in the cluster, and not known to be off; or off because it died in
    /// the middle of being installed. While its disk is half written a Node is one from before, of
    /// which nobody heard yet that it is gone.
    boolean isMissing(MachineSpec spec, Seen seen) {
        boolean out = seen.present().isEmpty() && (!isOff(seen) || undone.contains(spec.id()));
        return spec.intent().state() == Want.JOINED && (out || isHalfWritten(seen));
    }

    /// Drained and off, and nobody began to install it: it was sent to sleep.
    boolean rests(Fleet.Standing machine) {
        return isOut(machine.seen())
                && isOff(machine.seen())
                && !isHalfWritten(machine.seen())
                && !undone.contains(machine.id())
                && observed.attempt(machine.id()).isEmpty();
    }

    private static boolean isHalfWritten(Seen seen) {
        return seen.marker().filter(m -> m.value().state() == Marker.State.INSTALLING).isPresent();
    }

    static boolean isOff(Seen seen) {
        return seen.power().filter(p -> p.value() == Power.OFF).isPresent();
    }
}
