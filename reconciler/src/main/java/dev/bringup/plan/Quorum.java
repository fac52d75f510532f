package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Action.Join.By;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// R5: what stops a control plane does so to one at a time, and only while more than half of all of
/// them go on serving, also without the rack or the power that somebody is at. Every control plane
/// counts as a member of etcd, until it left for good.
final class Quorum {

    static final String REIMAGE =
            "the disk of a control plane holds a member of etcd, and of a cluster with bootstrap:"
                    + " external Bringup knows no etcd; remove the member by hand, under state:"
                    + " Maintenance";

    static final String RELEASE =
            "a control plane that goes is still a member of etcd, and of a cluster with bootstrap:"
                    + " external Bringup knows no etcd; remove the member by hand, under state:"
                    + " Maintenance";

    static final String LAST =
            "it is the only control plane: without its disk there is no etcd and no cluster";

    /// Read by whoever is to decide.
    private static final String ALONE =
            "it is the only control plane: the cluster is away while this goes on, which waits for"
                    + " an Approval; `bringup approve` in a clone of the state repository writes"
                    + " one";

    private static final String RESTORED =
            "it is the only control plane: etcd is snapshotted, the cluster is away until it is"
                    + " installed anew, and what was written since the snapshot is lost; that"
                    + " waits for an Approval, and `bringup approve` in a clone of the state"
                    + " repository writes one";

    private final Fleet fleet;
    private final Observed observed;
    private final Policy policy;
    private final List<Fleet.Standing> members;
    private final Set<MachineId> busy = new HashSet<>();
    private final Set<MachineId> joining = new TreeSet<>();

    Quorum(Fleet fleet, Policy policy) {
        this.fleet = fleet;
        this.policy = policy;
        observed = fleet.observed();
        members =
                fleet.withLeaving().stream()
                        .filter(m -> m.spec().isControlPlane() && !hasLeft(m))
                        .toList();
        busy.addAll(observed.attempts().keySet());
        observed.inFlight().values().stream()
                .filter(f -> observed.at().isBefore(f.until()))
                .forEach(f -> spend(f.action()));
    }

    /// Released, with its Node gone and nothing of it in etcd.
    private boolean hasLeft(Fleet.Standing machine) {
        boolean leaves =
                !fleet.stays(machine.spec()) || machine.spec().intent().state() == Want.RELEASED;
        boolean gone =
                machine.seen()
                        .node()
                        .filter(n -> n.value() instanceof NodeState.Absent)
                        .isPresent();
        return fleet.desired().cluster().kubernetes().isMadeHere()
                && leaves
                && gone
                && observed.addons().etcd().member(machine.spec()).isEmpty();
    }

    void spend(Action action) {
        if (action.blast() != Blast.NOTHING) {
            busy.add(action.machine());
        }
        if (action instanceof Action.Join(MachineId id, By by)
                && by == By.SSH
                && members.stream().anyMatch(m -> m.spec().id().equals(id))) {
            joining.add(id);
        }
    }

    Optional<Rails.Verdict> hold(Differ.Asked step) {
        if (!step.spec().isControlPlane()) {
            return members.isEmpty() || step.action().blast() == Blast.NOTHING
                    ? Optional.empty()
                    : darkens(step.spec(), domains());
        }
        if (step.action() instanceof Action.Join(_, By by) && by == By.SSH) {
            return queue(step.spec().id());
        }
        if (step.action().blast() == Blast.NOTHING) {
            return Optional.empty();
        }
        if (step.action() instanceof Action.Wipe) {
            return alone(step, "wiping the disk of a control plane waits for an Approval");
        }
        return written(step)
                .or(() ->
                        members.size() == 1
                                ? alone(step, rewrites(step) ? RESTORED : ALONE)
                                : beside(step)
                                        .or(() -> tooFew(step.spec().id()))
                                        .or(() -> darkens(step.spec(), domains()))
                                        .or(() -> atOnce(step.spec().id(), domains())));
    }

    /// What is done to etcd before a step that nothing else holds.
    Optional<Rails.Verdict> first(Differ.Asked step) {
        return new Members(fleet, policy, this).before(step);
    }

    /// Why this kubelet may not come beside those that run.
    Optional<String> skew(MachineSpec spec, KubeVersion kubelet) {
        return Skew.amongOthers(spec, kubelet, fleet);
    }

    /// Who may join is known from before this look; here they see each other. Elsewhere etcd is
    /// none of ours.
    private Optional<Rails.Verdict> queue(MachineId machine) {
        return joining.stream()
                .filter(other -> !other.equals(machine))
                .filter(_ -> fleet.desired().cluster().kubernetes().isMadeHere())
                .findFirst()
                .flatMap(other -> held(Founding.oneAtATime(other)));
    }

    /// A drain for it is held as well: it would be in vain.
    private Optional<Rails.Verdict> written(Differ.Asked step) {
        boolean stays = fleet.stays(step.spec());
        Want state = step.spec().intent().state();
        boolean drains = step.action() instanceof Action.Drain;
        boolean leaves = !stays || state == Want.RELEASED;
        boolean made = fleet.desired().cluster().kubernetes().isMadeHere();
        if (made && members.size() > 1) {
            return Optional.empty();
        }
        if (step.action() instanceof Action.Release || (drains && leaves)) {
            return held(made ? LAST : RELEASE);
        }
        if (!rewrites(step)) {
            return Optional.empty();
        }
        if (!made) {
            return held(REIMAGE);
        }
        // Its snapshot comes and goes over SSH.
        return step.spec().hasShell() ? Optional.empty() : held(LAST);
    }

    private boolean rewrites(Differ.Asked step) {
        boolean renews =
                step.spec().intent().state() == Want.JOINED
                        && Counted.needsReimage(step.spec(), observed.of(step.spec().id()));
        return step.action() instanceof Action.Reimage
                || (step.action() instanceof Action.Drain && renews);
    }

    private Optional<Rails.Verdict> alone(Differ.Asked step, String because) {
        boolean passed =
                Approvals.pass(
                        fleet.desired(),
                        observed,
                        Approvals.listed(
                                fleet.desired(), observed, step.spec().id(), step.action().verb()));
        return passed ? Optional.empty() : Optional.of(new Rails.Verdict.Held(Rail.R15, because));
    }

    private Optional<Rails.Verdict> beside(Differ.Asked step) {
        Fleet.Standing own = new Fleet.Standing(step.spec(), observed.of(step.spec().id()));
        return members.stream()
                .filter(m -> !m.id().equals(own.id()))
                .flatMap(m -> out(m, own).map(why -> m.id() + " " + why).stream())
                .findFirst()
                .flatMap(why -> held("one control plane at a time: " + why));
    }

    private Optional<Rails.Verdict> tooFew(MachineId id) {
        long left = others(id).count();
        return left >= need()
                ? Optional.empty()
                : held(
                        "etcd needs %d of %d control planes, and without this one %d would serve"
                                .formatted(need(), members.size(), left));
    }

    /// Its outlets are others' outlets as well.
    private Optional<Rails.Verdict> darkens(MachineSpec machine, Domains domains) {
        Set<MachineId> dark = domains.darkenedBy(machine);
        long left = others(machine.id()).filter(id -> !dark.contains(id)).count();
        return dark.isEmpty() || left >= need()
                ? Optional.empty()
                : held(
                        ("etcd needs %d of %d control planes; its outlets feed %s as well, and %d"
                                        + " would serve")
                                .formatted(need(), members.size(), text(dark), left));
    }

    /// A rack or a unit that somebody is at may go with it, and all that is there at once. Who is
    /// there itself goes with nothing more than that.
    private Optional<Rails.Verdict> atOnce(MachineId id, Domains domains) {
        return domains.handled(fleet.machines(), id)
                .filter(d -> !d.members().contains(id))
                .filter(d -> others(id).filter(isOutside(d)).count() < need())
                .findFirst()
                .flatMap(d ->
                        held(
                                ("etcd needs %d of %d control planes, and without this one and %s,"
                                                + " %d would serve")
                                        .formatted(
                                                need(),
                                                members.size(),
                                                d.text(),
                                                others(id).filter(isOutside(d)).count())));
    }

    private static Predicate<MachineId> isOutside(Domains.Domain domain) {
        return id -> !domain.members().contains(id);
    }

    private Domains domains() {
        return new Domains(members.stream().map(Fleet.Standing::spec).toList());
    }

    private int need() {
        return members.size() / 2 + 1;
    }

    private static String text(Set<MachineId> machines) {
        return machines.stream().map(MachineId::name).sorted().collect(Collectors.joining(", "));
    }

    private boolean isOutcast(Fleet.Standing member) {
        return Members.isOutcast(member.spec(), member.seen(), observed);
    }

    /// Why another one is not to be counted on, if it is not.
    private Optional<String> out(Fleet.Standing other, Fleet.Standing own) {
        Seen seen = other.seen();
        if (busy.contains(other.id())) {
            return Optional.of("is being worked on");
        }
        if (seen.present().isEmpty()) {
            return Optional.of("has no Node");
        }
        if (Counted.isOff(seen)) {
            return Optional.of("is off");
        }
        if (!isUp(seen)) {
            return Optional.of("is not known to be Ready");
        }
        // Its Node may be as well as ever. Who left as well takes nothing more away.
        if (isOutcast(other) && !isOutcast(own)) {
            return Optional.of("has left etcd");
        }
        return Counted.isOut(seen) && !comesAfter(other, own)
                ? Optional.of("is drained")
                : Optional.empty();
    }

    /// Two that were cordoned before anybody counted must not wait for each other: one that has no
    /// Node any more or has left etcd goes, or the first by name. One that is drained for a human
    /// is none of those.
    private boolean comesAfter(Fleet.Standing other, Fleet.Standing own) {
        boolean first = own.id().compareTo(other.id()) < 0 && Counted.isOut(own.seen());
        boolean outside = isOutcast(own) && !isOutcast(other);
        return (first || outside || own.seen().present().isEmpty())
                && other.spec().intent().state() == Want.JOINED;
    }

    /// Those beside it that serve and that nothing is done to.
    Stream<MachineId> others(MachineId id) {
        return members.stream()
                .filter(m -> !m.id().equals(id) && !busy.contains(m.id()) && isUp(m.seen()))
                .map(Fleet.Standing::id);
    }

    /// Since when each of those beside it has been Ready.
    Stream<Instant> arrivals(MachineId id) {
        return members.stream()
                .filter(m -> !m.id().equals(id))
                .flatMap(m -> m.seen().health().stream())
                .filter(Seen.Health::ready)
                .map(Seen.Health::since);
    }

    /// This one, if it serves.
    Stream<MachineId> itself(MachineId id) {
        return members.stream()
                .filter(m -> m.id().equals(id) && (isUp(m.seen()) || isDisowned(m)))
                .map(Fleet.Standing::id);
    }

    /// The only one, whose Node was deleted and whose disk was not written after all: etcd runs on
    /// it as before. Where it does not, nobody answers.
    private boolean isDisowned(Fleet.Standing machine) {
        Seen seen = machine.seen();
        return Lone.is(machine.spec(), fleet.desired(), observed)
                && seen.node().filter(n -> n.value() instanceof NodeState.Absent).isPresent()
                && seen.bootId().filter(b -> b.isFresh(observed.at(), policy.stale())).isPresent();
    }

    Optional<MachineSpec> spec(MachineId id) {
        return members.stream()
                .filter(m -> m.id().equals(id))
                .map(Fleet.Standing::spec)
                .findFirst();
    }

    /// Ready, by a fact that is fresh, and not known to be off. A drained one is: etcd stays on it.
    private boolean isUp(Seen seen) {
        boolean ready =
                seen.node()
                        .filter(n -> n.isFresh(observed.at(), policy.stale()))
                        .filter(n ->
                                n.value() instanceof NodeState.Present present && present.ready())
                        .isPresent();
        return ready && !Counted.isOff(seen);
    }

    private static Optional<Rails.Verdict> held(String because) {
        return Optional.of(new Rails.Verdict.Held(Rail.R5, because));
    }
}
