package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// R5: what is done to etcd before a control plane is touched, once nothing else holds it: it is
/// snapshotted, and who loses its disk is taken out of it first.
final class Members {

    /// How old a snapshot may be when a control plane is stopped, if all others were Ready by then.
    /// What takes a disk asks for one that is no older than `policy.stale`.
    static final Duration GOOD_FOR = Duration.ofMinutes(10);

    private final Observed observed;
    private final Policy policy;
    private final Quorum quorum;
    private final boolean made;

    Members(Fleet fleet, Policy policy, Quorum quorum) {
        observed = fleet.observed();
        this.policy = policy;
        this.quorum = quorum;
        made = fleet.desired().cluster().kubernetes().isMadeHere();
    }

    /// What comes first, if anything does.
    Optional<Rails.Verdict> before(Differ.Asked step) {
        if (!made || !step.spec().isControlPlane() || step.action().blast() == Blast.NOTHING) {
            return Optional.empty();
        }
        return goesOn(step) ? Optional.empty() : snapshot(step).or(() -> removal(step));
    }

    /// A command that is repeated: what it needed was done before the first time.
    private boolean goesOn(Differ.Asked step) {
        return observed.attempt(step.spec().id())
                .filter(attempt -> isBegunBy(attempt, step.action()))
                .isPresent();
    }

    private static boolean isBegunBy(Attempt attempt, Action action) {
        return switch (attempt.goal()) {
            case Attempt.Goal.Installed(_, Attempt.Goal.Over over) ->
                    over != Attempt.Goal.Over.NOTHING && action instanceof Action.Reimage;
            case Attempt.Goal.Rebooted _ -> action instanceof Action.Reboot;
            case Attempt.Goal.Wiped _ -> action instanceof Action.Wipe;
            case Attempt.Goal.Awake _ -> false;
        };
    }

    private static boolean takesTheDisk(Action action) {
        return switch (action) {
            case Action.Reimage _, Action.Release _, Action.Wipe _ -> true;
            case Action.Wake _,
                    Action.PowerOff _,
                    Action.Reboot _,
                    Action.Bootstrap _,
                    Action.Join _,
                    Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _ ->
                    false;
        };
    }

    private Optional<Rails.Verdict> snapshot(Differ.Asked step) {
        MachineId id = step.spec().id();
        boolean takes = takesTheDisk(step.action());
        Duration most = takes ? policy.stale() : GOOD_FOR;
        Instant arrival = quorum.arrivals(id).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        boolean kept =
                etcd().snapshot()
                        .map(Etcd.Snapshot::at)
                        .filter(at -> isWithin(at, most) && !at.isBefore(arrival))
                        .isPresent();
        boolean known = etcd().members().filter(f -> isWithin(f.seenAt(), most)).isPresent();
        if (kept && (known || !takes)) {
            return Optional.empty();
        }
        return Stream.concat(quorum.others(id), quorum.itself(id))
                // Who left etcd may still be Ready, and cannot be asked any more.
                .filter(by -> !isOutcast(by))
                .findFirst()
                .<Rails.Verdict>map(by ->
                        new Rails.Verdict.After(
                                new ClusterAction.Snapshot(by, id),
                                "etcd is snapshotted before " + id + " is touched"))
                .or(() -> held("etcd cannot be snapshotted: no control plane is known to serve"));
    }

    private Optional<Rails.Verdict> removal(Differ.Asked step) {
        Optional<Etcd.Member> member = etcd().member(step.spec());
        if (member.isEmpty() || !takesTheDisk(step.action())) {
            return Optional.empty();
        }
        MachineId id = step.spec().id();
        List<MachineId> serving = quorum.others(id).filter(this::isMember).toList();
        int need = (etcd().members().orElseThrow().value().size() - 1) / 2 + 1;
        return serving.size() < need
                ? held(
                        "etcd needs %d of its members without %s, and %d are known to serve"
                                .formatted(need, id, serving.size()))
                : Optional.of(
                        new Rails.Verdict.After(
                                new ClusterAction.RemoveMember(
                                        serving.getFirst(),
                                        id,
                                        member.get(),
                                        runs(observed.of(id)).findFirst()),
                                id + " leaves etcd before its disk goes"));
    }

    private boolean isMember(MachineId id) {
        return quorum.spec(id).flatMap(etcd()::member).isPresent();
    }

    private boolean isOutcast(MachineId id) {
        return quorum.spec(id)
                .filter(spec -> isOutcast(spec, observed.of(id), observed))
                .isPresent();
    }

    /// The installations that it may be running.
    static Stream<AttemptId> runs(Seen seen) {
        return Stream.concat(
                seen.present().flatMap(NodeState.Present::stamp).map(s -> s.attempt()).stream(),
                seen.marker().map(Fact::value).map(Marker::attempt).stream());
    }

    /// Whether what is on its disk was taken out of etcd.
    static boolean isOutcast(MachineSpec spec, Seen seen, Observed observed) {
        return Optional.ofNullable(observed.addons().etcd().removed().get(spec.id()))
                .filter(removed -> runs(seen).anyMatch(removed::equals))
                .isPresent();
    }

    private boolean isWithin(Instant at, Duration most) {
        return !at.plus(most).isBefore(observed.at());
    }

    private Etcd etcd() {
        return observed.addons().etcd();
    }

    private static Optional<Rails.Verdict> held(String because) {
        return Optional.of(new Rails.Verdict.Held(Rail.R5, because));
    }
}
