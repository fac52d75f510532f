package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Attempt;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
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

    /// Of the only one: what is written after that is lost.
    static final Duration ALONE = Duration.ofSeconds(30);

    static final String LISTED =
            "etcd may list who it was before its disk was written; that one leaves first";

    private final Desired desired;
    private final Observed observed;
    private final Policy policy;
    private final Quorum quorum;
    private final boolean made;

    Members(Fleet fleet, Policy policy, Quorum quorum) {
        desired = fleet.desired();
        observed = fleet.observed();
        this.policy = policy;
        this.quorum = quorum;
        made = desired.cluster().kubernetes().isMadeHere();
    }

    /// What comes first, if anything does.
    Optional<Rails.Verdict> before(Differ.Asked step) {
        if (!made || !step.spec().isControlPlane()) {
            return Optional.empty();
        }
        if (step.action() instanceof Action.Join) {
            return newcomer(step.spec(), observed)
                    .flatMap(_ ->
                            unread(step)
                                    .or(() -> snapshot(step))
                                    .or(() -> silent(step))
                                    .or(() -> removal(step)));
        }
        if (step.action().blast() == Blast.NOTHING) {
            return Optional.empty();
        }
        return goesOn(step)
                ? Optional.empty()
                : snapshot(step).or(() -> silent(step)).or(() -> removal(step));
    }

    /// Its attempt, if that wrote a disk of which nobody knew what was on it, and gave it nothing
    /// to join with yet: what etcd lists under its name is who it was. Who was written before there
    /// was a cluster never was in etcd.
    static Optional<Attempt> newcomer(MachineSpec machine, Observed observed) {
        MachineId id = machine.id();
        return observed.attempt(id)
                .filter(_ -> machine.isControlPlane())
                // There is no etcd that could list anybody: it comes back with this one.
                .filter(_ -> etcd(observed).lost().filter(l -> l.machine().equals(id)).isEmpty())
                .filter(a ->
                        a.goal() instanceof Attempt.Goal.Installed(_, Attempt.Goal.Over over)
                                && over == Attempt.Goal.Over.NOTHING)
                .filter(a ->
                        a.stage()
                                .filter(s -> s.compareTo(Stage.WRITTEN) >= 0)
                                .filter(s -> s.compareTo(Stage.CLOSED) < 0)
                                .isPresent())
                .filter(a ->
                        observed.of(id)
                                .marker()
                                .filter(m -> !m.value().attempt().equals(a.id()))
                                .isEmpty())
                .filter(_ -> observed.around().beginning().met().isPresent())
                .filter(a -> !observed.around().beginning().isFresh(id, a.id()))
                .filter(a -> !isKnown(a, observed) || etcd(observed).member(machine).isPresent());
    }

    /// After a start: it may as well have kept the installation that it had, and that is a member.
    private Optional<Rails.Verdict> unread(Differ.Asked step) {
        return observed.of(step.spec().id()).marker().isPresent()
                ? Optional.empty()
                : Optional.of(
                        new Rails.Verdict.Held(
                                Rail.R12, "what its disk carries was not read since the start"));
    }

    private static boolean isKnown(Attempt attempt, Observed observed) {
        return etcd(observed)
                .members()
                .filter(f -> !f.seenAt().isBefore(attempt.openedAt()))
                .isPresent();
    }

    /// A command that is repeated: what it needed was done before the first time.
    private boolean goesOn(Differ.Asked step) {
        return observed.attempt(step.spec().id())
                .filter(attempt -> isBegunBy(attempt, step.action()))
                .filter(_ -> !Lone.is(step.spec(), desired, observed) || isParted(step.spec()))
                .isPresent();
    }

    /// What comes back of the only one is known, and nothing is written any more: its Node is gone,
    /// and the installation that was kept does not answer. As long as it does, it is kept anew.
    private boolean isParted(MachineSpec machine) {
        Seen seen = observed.of(machine.id());
        boolean gone = seen.node().filter(n -> n.value() instanceof NodeState.Absent).isPresent();
        boolean up = seen.bootId().filter(b -> isWithin(b.seenAt(), policy.stale())).isPresent();
        Optional<AttemptId> runs = seen.marker().filter(_ -> up).map(m -> m.value().attempt());
        return gone
                && etcd().lost()
                        .filter(lost -> lost.machine().equals(machine.id()))
                        .filter(lost -> runs.isEmpty() || !lost.installation().equals(runs))
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

    /// Or has taken it already.
    private static boolean takesTheDisk(Action action) {
        return switch (action) {
            case Action.Reimage _, Action.Release _, Action.Wipe _, Action.Join _ -> true;
            case Action.Wake _,
                    Action.PowerOff _,
                    Action.Reboot _,
                    Action.Bootstrap _,
                    Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _ ->
                    false;
        };
    }

    private Optional<Rails.Verdict> snapshot(Differ.Asked step) {
        MachineId id = step.spec().id();
        boolean takes = takesTheDisk(step.action());
        boolean alone = takes && Lone.is(step.spec(), desired, observed);
        Duration most = alone ? ALONE : takes ? policy.stale() : GOOD_FOR;
        Instant arrival = quorum.arrivals(id).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        boolean kept =
                etcd().snapshot()
                        .map(Etcd.Snapshot::at)
                        .filter(at -> isWithin(at, most) && !at.isBefore(arrival))
                        .isPresent();
        boolean since =
                newcomer(step.spec(), observed).filter(a -> !isKnown(a, observed)).isEmpty();
        boolean known =
                since && etcd().members().filter(f -> isWithin(f.seenAt(), most)).isPresent();
        if (kept && known) {
            return Optional.empty();
        }
        return Stream.concat(quorum.others(id), quorum.itself(id))
                // Who left etcd may still be Ready, and cannot be asked any more.
                .filter(by -> !isOutcast(by))
                // Where it was asked in vain it is asked again when it was everywhere.
                .min(Comparator.comparing(this::refused))
                .<Rails.Verdict>map(by ->
                        new Rails.Verdict.After(
                                new ClusterAction.Snapshot(by, id),
                                "etcd is snapshotted before " + id + " is touched"))
                .or(() -> held("etcd cannot be snapshotted: no control plane is known to serve"));
    }

    /// A Node is Ready without the member that should run on it. What is seen now is looked at
    /// again with the next snapshot.
    private Optional<Rails.Verdict> silent(Differ.Asked step) {
        MachineId id = step.spec().id();
        List<Etcd.Member> all = etcd().members().map(Fact::value).orElse(List.of());
        List<String> silent =
                all.stream()
                        .filter(m -> !m.answers() && !m.isOf(step.spec()))
                        .map(m -> m.name().isEmpty() ? m.address() : m.name())
                        .sorted()
                        .toList();
        int stay = etcd().member(step.spec()).isPresent() ? all.size() - 1 : all.size();
        int need = (takesTheDisk(step.action()) ? stay : all.size()) / 2 + 1;
        long left = serving(id).count();
        return silent.isEmpty() || left >= need
                ? Optional.empty()
                : held(
                        ("etcd does not answer on %s: it needs %d of its %d members, and without"
                                        + " %s %d would serve")
                                .formatted(String.join(", ", silent), need, all.size(), id, left));
    }

    /// Those beside it that are known to hold etcd together.
    private Stream<MachineId> serving(MachineId id) {
        return quorum.others(id)
                .filter(other ->
                        quorum.spec(other)
                                .flatMap(etcd()::member)
                                .filter(Etcd.Member::answers)
                                .isPresent());
    }

    private Instant refused(MachineId by) {
        return etcd().refused().getOrDefault(by, Instant.MIN);
    }

    private Optional<Rails.Verdict> removal(Differ.Asked step) {
        Optional<Etcd.Member> member = etcd().member(step.spec());
        if (member.isEmpty() || !takesTheDisk(step.action())) {
            return Optional.empty();
        }
        if (Lone.is(step.spec(), desired, observed) && Lone.isAllOfEtcd(step.spec(), etcd())) {
            return Optional.empty(); // it comes back with what was kept
        }
        MachineId id = step.spec().id();
        boolean joins = step.action() instanceof Action.Join;
        List<MachineId> serving = serving(id).sorted(Comparator.comparing(this::refused)).toList();
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
                                        // What is on its disk by now never was a member.
                                        runs(observed.of(id)).filter(_ -> !joins).findFirst()),
                                id
                                        + (joins
                                                ? " leaves etcd before it joins with a new disk"
                                                : " leaves etcd before its disk goes")));
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
        return etcd(observed);
    }

    private static Etcd etcd(Observed observed) {
        return observed.addons().etcd();
    }

    private static Optional<Rails.Verdict> held(String because) {
        return Optional.of(new Rails.Verdict.Held(Rail.R5, because));
    }
}
