package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.Around;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Decommission;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Moment;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import dev.bringup.model.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A world in which every action does just what it should, and somebody looks all the time.
final class Imagined {

    private static final Sha256 NO_BYTES = new Sha256("0".repeat(64));

    private final Desired desired;
    private final TreeMap<MachineId, MachineSpec> specs;
    private final TreeMap<MachineId, Seen> seen;
    private final TreeMap<MachineId, MachineSpec> leaving;
    private final List<Past> past;
    private Around around;
    private Moment moment;

    Imagined(Desired desired, Observed observed) {
        this.desired = desired;
        moment = observed.moment();
        seen = new TreeMap<>(observed.seen());
        leaving = new TreeMap<>(observed.leaving());
        past = new ArrayList<>(observed.past());
        around =
                Around.NOTHING
                        .remembering(observed.remembered())
                        .beginning(observed.around().beginning())
                        .with(AddonsSeen.NOTHING.with(observed.addons().etcd()));
        specs = new TreeMap<>(leaving);
        specs.putAll(observed.remembered().departed().specs());
        specs.putAll(leaving);
        specs.putAll(desired.machines());
    }

    Instant now() {
        return moment.at();
    }

    Instant wall() {
        return moment.wall();
    }

    void pass(Duration time) {
        moment = new Moment(now().plus(time), moment.ahead());
    }

    int machines() {
        return specs.size();
    }

    MachineSpec spec(Action action) {
        return Optional.ofNullable(specs.get(action.machine())).orElseThrow();
    }

    Optional<Fingerprint> installed(MachineId id) {
        return seen.getOrDefault(id, Seen.NOTHING).installed();
    }

    /// What was under way is taken to have ended; what is known is fresh.
    Observed observed() {
        TreeMap<MachineId, Seen> fresh = new TreeMap<>();
        seen.forEach((id, s) ->
                fresh.put(
                        id,
                        new Seen(
                                fresh(s.power()),
                                fresh(s.node()),
                                fresh(s.marker()),
                                isWaiting(id) ? fresh(s.bootId()) : s.bootId(),
                                s.sign(),
                                s.health(),
                                s.box())));
        Around quiet =
                around.with(Gates.quiet(desired.cluster().policy(), around.remembered(), now()));
        return new Observed(moment, fresh, new TreeMap<>(), new TreeMap<>(), leaving, past, quiet);
    }

    /// Installed, and its cluster is still to be made.
    private boolean isWaiting(MachineId id) {
        return around.beginning().isFresh(id, Settled.EARLIER);
    }

    private <T> Optional<Fact<T>> fresh(Optional<Fact<T>> fact) {
        return fact.map(f -> new Fact<>(f.value(), f.source(), now()));
    }

    void act(Action action) {
        MachineSpec spec = spec(action);
        Seen before = seen.getOrDefault(spec.id(), Seen.NOTHING);
        boolean awaited =
                desired.cluster().kubernetes().isMadeHere() && around.beginning().met().isEmpty();
        if (awaited && action instanceof Action.Wake && before.present().isEmpty()) {
            around =
                    around.beginning(
                            around.beginning().written(spec.id(), Set.of(Settled.EARLIER)));
            seen.put(spec.id(), Settled.waiting(spec, desired.commit().id(), now()));
        } else {
            seen.put(spec.id(), Ideal.after(action, spec, desired.commit().id(), before, now()));
        }
        if (action instanceof Action.Bootstrap) {
            around = around.beginning(around.beginning().met(now()));
        }
        past.add(
                new Past(
                        spec.id(),
                        action.verb(),
                        spec.fingerprint(),
                        desired.commit().id(),
                        now(),
                        Result.DONE,
                        now()));
        if (action instanceof Action.PowerOff && leaving.remove(spec.id()) != null) {
            learn(r -> r.with(r.departed().leaving(spec)));
        }
        if (action instanceof Action.Wipe(_, Decommission tombstone)) {
            learn(r -> r.with(r.departed().spending(tombstone)));
        }
    }

    /// Who is in etcd is who has a Node.
    void act(ClusterAction.OnEtcd action) {
        Etcd before = around.addons().etcd();
        List<Etcd.Member> members =
                specs.values().stream()
                        .filter(MachineSpec::isControlPlane)
                        .filter(m -> seen.getOrDefault(m.id(), Seen.NOTHING).present().isPresent())
                        .map(m ->
                                new Etcd.Member(
                                        m.id().name(), m.id().name(), m.address().toString()))
                        .toList();
        Etcd after =
                switch (action) {
                    case ClusterAction.Snapshot(MachineId by, _) ->
                            before.keeping(new Etcd.Snapshot(now(), by, NO_BYTES, 0))
                                    .seeing(members, Settled.SOURCE, now());
                    case ClusterAction.RemoveMember(_, _, Etcd.Member gone, _) ->
                            before.seeing(
                                    members.stream().filter(m -> !m.equals(gone)).toList(),
                                    Settled.SOURCE,
                                    now());
                };
        around = around.with(around.addons().with(after));
    }

    private void learn(UnaryOperator<Remembered> lesson) {
        around = around.remembering(lesson.apply(around.remembered()));
    }

    /// The Nodes of machines that stay, Ready and open for pods.
    long serving() {
        return desired.machines().keySet().stream()
                .flatMap(id -> seen.getOrDefault(id, Seen.NOTHING).present().stream())
                .filter(n -> n.ready() && n.cordon() == NodeState.Cordon.NONE)
                .count();
    }
}
