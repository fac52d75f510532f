package dev.bringup.plan;

import dev.bringup.model.Action.Join.By;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.NodeState;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.Optional;

/// The road of a machine that runs from memory. Whatever is to change in what it runs is a boot; no
/// step here touches a disk, and what stands on one is of no interest.
final class LiveRoad {

    private final Road road;
    private final MachineSpec want;
    private final Seen seen;
    private final Care care;

    LiveRoad(Road road, MachineSpec want, Seen seen, Care care) {
        this.road = road;
        this.want = want;
        this.seen = seen;
        this.care = care;
    }

    Wish begin() {
        if (seen.node().isEmpty()) {
            return new Wish.Hold("look", Rail.R12, "Kubernetes has not been asked yet");
        }
        Optional<NodeState.Present> node = seen.present();
        if (node.isEmpty()) {
            return outside();
        }
        Optional<NodeState.Stamp> stamp = node.get().stamp();
        if (stamp.isEmpty()) {
            return road.unstamped(node.get());
        }
        if (isOff() && !node.get().ready()) {
            return boot("it should run and is off");
        }
        if (!stamp.get().fingerprint().equals(want.fingerprint())) {
            return replace("it runs " + stamp.get().fingerprint().brief());
        }
        return node.get().ready() ? road.tend(node.get()) : care.cure(want, seen);
    }

    private Wish replace(String because) {
        if (want.intent().locked().isPresent()) {
            return road.locked("reboot");
        }
        String why = because + ", Git asks for " + want.fingerprint().brief();
        return care.serves(seen)
                ? new Wish.Step(new Action.Drain(id()), why)
                : new Wish.Step(
                        new Action.Reboot(id(), want.intent().rebootGeneration()),
                        why + "; no disk is touched");
    }

    /// No Node: off, up and not joined, or something we do not know.
    private Wish outside() {
        Optional<Marker> marker =
                seen.marker().map(m -> m.value()).filter(m -> m.machine().equals(id()));
        boolean unheard =
                seen.power().isEmpty() && seen.bootId().isEmpty() && seen.sign().isEmpty();
        if (isOff() || unheard) {
            return boot("it has no Node, and starts from the network");
        }
        if (road.shows(Signs.AT_OUR_DOOR)) {
            return care.restarts(id())
                    .<Wish>map(because -> new Wish.Hold("wake", Rail.R8, because))
                    .orElseGet(() -> boot("it asks what to boot and has no Node"));
        }
        if (road.shows(Signs.OLD_PERMIT)) {
            return replace("it asks for a payload that is not served any more");
        }
        boolean answers = seen.bootId().filter(road::isRecent).isPresent();
        if (!answers) {
            return new Wish.Hold("look", Rail.R12, "it is on, but nothing on it answers");
        }
        if (marker.isEmpty()) {
            return new Wish.Hold("adopt", Rail.UNMANAGED, "it answers SSH without our marker");
        }
        return marker.get().fingerprint().equals(want.fingerprint())
                ? new Wish.Step(new Action.Join(id(), By.SSH), "it is up and has no Node")
                : replace("it runs " + marker.get().fingerprint().brief());
    }

    private Wish boot(String because) {
        return new Wish.Step(new Action.Wake(id(), Optional.of(want.fingerprint())), because);
    }

    /// Its attempt is open: push it on, or wait for the machine.
    Wish proceed(Attempt attempt) {
        if (attempt.timeline().reached().isEmpty()) {
            return new Wish.Step(road.command(attempt), attempt.cause(), attempt.cure());
        }
        boolean booted = attempt.stage().filter(s -> s.compareTo(Stage.BOOTED) >= 0).isPresent();
        if (!booted || attempt.timeline().end(Phase.OS).isEmpty()) {
            return Wish.NOTHING;
        }
        Optional<NodeState.Present> node = seen.present();
        boolean joins = attempt.stage().equals(Optional.of(Stage.CLOSED));
        // The Node of before does not say that it is back, nor that what it was handed arrived.
        Wish settled = node.filter(_ -> joins).map(n -> settle(n, attempt)).orElse(Wish.NOTHING);
        return switch (settled) {
            case Wish.Nothing _ when seen.isReady() && joins -> settled;
            case Wish.Nothing _ ->
                    switch (road.join(attempt)) {
                        case Wish.Step(Action.Join join, _, _) when node.isPresent() ->
                                new Wish.Step(join, "its Node has not come back since its boot");
                        case Wish other -> other;
                    };
            case Wish.Step _, Wish.Hold _ -> settled;
        };
    }

    private Wish settle(NodeState.Present node, Attempt attempt) {
        Optional<String> lacking =
                Stamps.lacking(attempt.spec(), node, seen.marker().map(m -> m.value()));
        if (lacking.isPresent()) {
            return new Wish.Step(new Action.Label(id()), lacking.get());
        }
        boolean ours = node.cordon() == Cordon.OURS || node.cordon() == Cordon.DRAINED;
        boolean right = attempt.spec().fingerprint().equals(want.fingerprint());
        return node.ready() && ours && right
                ? new Wish.Step(new Action.Uncordon(id()), "it runs what Git asks for")
                : Wish.NOTHING;
    }

    private boolean isOff() {
        return seen.power().filter(p -> p.value() == Power.OFF).isPresent();
    }

    private MachineId id() {
        return want.id();
    }
}
