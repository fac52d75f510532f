package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Join.By;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.Optional;

/// The next step of a machine that has no Node: off, installed and not joined, or something we do
/// not know.
final class Outside {

    private final Road road;
    private final MachineSpec want;
    private final Seen seen;
    private final Care care;

    Outside(Road road, MachineSpec want, Seen seen, Care care) {
        this.road = road;
        this.want = want;
        this.seen = seen;
        this.care = care;
    }

    Wish next() {
        Optional<Marker> marker = road.marker().filter(m -> m.machine().equals(want.id()));
        Optional<Wish> cure = care.goOn(want);
        if (cure.isPresent()) {
            return cure.get();
        }
        if (marker.isPresent()) {
            return marked(marker.get());
        }
        boolean unheard = seen.power().isEmpty() && seen.bootId().isEmpty();
        if (road.isPower(Power.OFF) || unheard) {
            return new Wish.Step(
                    new Action.Wake(want.id(), Optional.of(want.fingerprint())),
                    "it has no Node; an installer looks at its disk first");
        }
        if (seen.bootId().filter(road::isRecent).isPresent()) {
            return new Wish.Hold("adopt", Rail.UNMANAGED, "it answers SSH without our marker");
        }
        if (road.shows(Signs.OLD_PERMIT)) {
            return road.reimage("it asks for a payload that is not served any more");
        }
        return road.shows(Signs.AT_OUR_DOOR)
                ? new Wish.Step(
                        new Action.Wake(want.id(), Optional.of(want.fingerprint())),
                        "it asks what to boot and has no Node; an installer looks first")
                : new Wish.Hold("look", Rail.R12, "it is on, but nothing on it answers");
    }

    private Wish marked(Marker marker) {
        if (Road.isOther(marker, want.fingerprint())) {
            return road.reimage("its disk carries " + marker.fingerprint().brief());
        }
        if (marker.state() == Marker.State.INSTALLING) {
            return new Wish.Step(
                    new Action.Wake(want.id(), Optional.of(want.fingerprint())),
                    "its installation was left unfinished");
        }
        if (road.isPower(Power.OFF)) {
            return new Wish.Step(
                    new Action.Wake(want.id(), Optional.empty()), "it is installed and off");
        }
        if (!want.hasShell() && !road.shows(Signs.OLD_PERMIT)) {
            return new Wish.Step(
                    new Action.Reboot(want.id(), want.intent().rebootGeneration()),
                    "it is installed and has no Node; its kubelet registers when it starts");
        }
        if (seen.bootId().filter(road::isRecent).isPresent()) {
            return new Wish.Step(
                    new Action.Join(want.id(), By.SSH), "it is installed, up, and has no Node");
        }
        return road.shows(Signs.OLD_PERMIT)
                ? road.reimage("it asks for a payload that is not served any more")
                : Wish.NOTHING;
    }
}
