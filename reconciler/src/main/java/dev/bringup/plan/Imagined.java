package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Around;
import dev.bringup.model.Decommission;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A world in which every action does just what it should, and somebody looks all the time.
final class Imagined {

    private final Desired desired;
    private final TreeMap<MachineId, MachineSpec> specs;
    private final TreeMap<MachineId, Seen> seen;
    private final TreeMap<MachineId, MachineSpec> leaving;
    private final List<Past> past;
    private Remembered remembered;
    private Instant now;

    Imagined(Desired desired, Observed observed) {
        this.desired = desired;
        now = observed.at();
        seen = new TreeMap<>(observed.seen());
        leaving = new TreeMap<>(observed.leaving());
        past = new ArrayList<>(observed.past());
        remembered = observed.remembered();
        specs = new TreeMap<>(leaving);
        specs.putAll(remembered.departed().specs());
        specs.putAll(leaving);
        specs.putAll(desired.machines());
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
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
                                s.bootId(),
                                s.sign(),
                                s.health())));
        Around around =
                new Around(
                        remembered,
                        Gates.quiet(desired.cluster().policy(), remembered, now),
                        Optional.empty());
        return new Observed(now, fresh, new TreeMap<>(), new TreeMap<>(), leaving, past, around);
    }

    private <T> Optional<Fact<T>> fresh(Optional<Fact<T>> fact) {
        return fact.map(f -> new Fact<>(f.value(), f.source(), now));
    }

    void act(Action action) {
        MachineSpec spec = spec(action);
        Seen before = seen.getOrDefault(spec.id(), Seen.NOTHING);
        seen.put(spec.id(), Ideal.after(action, spec, desired.commit().id(), before, now));
        past.add(
                new Past(
                        spec.id(),
                        action.verb(),
                        spec.fingerprint(),
                        desired.commit().id(),
                        now,
                        Result.DONE,
                        now));
        if (action instanceof Action.PowerOff && leaving.remove(spec.id()) != null) {
            remembered = remembered.with(remembered.departed().leaving(spec));
        }
        if (action instanceof Action.Wipe(_, Decommission tombstone)) {
            remembered = remembered.with(remembered.departed().spending(tombstone));
        }
    }

    /// The Nodes of machines that stay, Ready and open for pods.
    long serving() {
        return desired.machines().keySet().stream()
                .flatMap(id -> seen.getOrDefault(id, Seen.NOTHING).present().stream())
                .filter(n -> n.ready() && n.cordon() == NodeState.Cordon.NONE)
                .count();
    }
}
