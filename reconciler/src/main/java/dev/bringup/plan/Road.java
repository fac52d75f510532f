package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Join.By;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.Decommission;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The next step of one machine on the road to what Git asks for, judged by that machine alone. One
/// step, never a script: the next look decides what follows.
final class Road {

    /// How long a sign of life counts as "it is doing this now".
    private static final Duration NOW = Duration.ofSeconds(30);

    /// How long an installed system that is up may take: to ask for join material, to use it, and
    /// to come back with what it kept from an earlier life.
    private static final Duration JOINS_ALONE = Duration.ofMinutes(2);

    private static final Duration JOINING = Duration.ofMinutes(5);
    private static final Duration REJOINS = Duration.ofSeconds(15);

    private final MachineSpec want;
    private final Seen seen;
    private final Optional<Attempt> open;
    private final Instant now;
    private final Care care;

    /// Why it should be asleep, if it should.
    private final String asleep;

    Road(
            MachineSpec want,
            Seen seen,
            Optional<Attempt> open,
            Instant now,
            Care care,
            String asleep) {
        this.want = want;
        this.seen = seen;
        this.open = open;
        this.now = now;
        this.care = care;
        this.asleep = asleep;
    }

    Wish next() {
        Wish wish = wanted();
        return wish instanceof Wish.Step(Action.Join(_, By by), String because, _)
                ? care.founding().joining(want, by, because)
                : wish;
    }

    private Wish wanted() {
        if (open.filter(Attempt::isLost).isPresent()) {
            return new Wish.Hold(
                    "wipe",
                    Rail.R2,
                    "it is being wiped, which nothing undoes; what Git asks for comes after");
        }
        return switch (want.intent().state()) {
            case MAINTENANCE -> maintenance();
            case ASLEEP -> open.filter(Road::writes).map(this::proceed).orElseGet(this::asleep);
            case RELEASED -> leave();
            case JOINED -> open.map(this::proceed).orElseGet(this::start);
        };
    }

    private Wish start() {
        return want.isLive() ? live().begin() : begin();
    }

    private LiveRoad live() {
        return new LiveRoad(this, want, seen, care);
    }

    /// Half an installation is of no use to anybody: it is finished first.
    private static boolean writes(Attempt attempt) {
        return attempt.stopped().isEmpty() && attempt.isWriting();
    }

    /// Drained and off. Its Node stays, cordoned, so that waking is all that brings it back.
    private Wish asleep() {
        if (seen.node().isEmpty()) {
            return new Wish.Hold("powerOff", Rail.R12, "Kubernetes has not been asked yet");
        }
        if (isPower(Power.OFF)) {
            return Wish.NOTHING;
        }
        return care.serves(seen)
                ? new Wish.Step(new Action.Drain(id()), asleep)
                : new Wish.Step(new Action.PowerOff(id()), asleep + " and it is drained");
    }

    private Wish maintenance() {
        return seen.present().filter(n -> n.cordon() != Cordon.DRAINED).isPresent()
                ? new Wish.Step(new Action.Drain(id()), "state is Maintenance")
                : Wish.NOTHING;
    }

    /// Drained, Node deleted, powered off; the disk is not touched.
    Wish leave() {
        if (seen.node().isEmpty()) {
            return new Wish.Hold("release", Rail.R12, "Kubernetes has not been asked yet");
        }
        if (seen.present().isPresent()) {
            return care.serves(seen)
                    ? new Wish.Step(new Action.Drain(id()), "it left Git")
                    : new Wish.Step(new Action.Release(id()), "it left Git and is drained");
        }
        return isPower(Power.OFF)
                ? Wish.NOTHING
                : new Wish.Step(new Action.PowerOff(id()), "it left Git and its Node is gone");
    }

    /// It left, and a tombstone says that its disk is to be wiped.
    Wish bury(Decommission tombstone) {
        if (open.isPresent()) {
            return wipe(open.get(), tombstone);
        }
        if (seen.node().isEmpty()) {
            return new Wish.Hold("wipe", Rail.R12, "Kubernetes has not been asked yet");
        }
        return seen.present().isPresent()
                ? new Wish.Hold("wipe", Rail.R3, "a Node of its name is in the cluster")
                : new Wish.Step(
                        new Action.Wipe(id(), tombstone),
                        "tombstone " + tombstone.name() + " asks for it");
    }

    private Wish wipe(Attempt attempt, Decommission tombstone) {
        if (attempt.stopped().isPresent()) {
            Attempt.Stop stop = attempt.stopped().get();
            return new Wish.Hold("wipe", stop.rail(), stop.because());
        }
        return attempt.timeline().reached().isEmpty()
                ? new Wish.Step(new Action.Wipe(id(), tombstone), attempt.cause())
                : Wish.NOTHING;
    }

    /// An attempt is open: push it on, or wait for the machine.
    private Wish proceed(Attempt attempt) {
        if (attempt.stopped().isPresent()) {
            Attempt.Stop stop = attempt.stopped().get();
            return new Wish.Hold(attempt.goal().label(), stop.rail(), stop.because());
        }
        if (attempt.isLive()) {
            return live().proceed(attempt);
        }
        Optional<NodeState.Present> node = seen.present();
        if (attempt.goal() instanceof Goal.Installed(Fingerprint goal, Over over)
                && over == Over.NOTHING
                && marker().filter(m -> isOther(m, goal)).isPresent()) {
            return reimage("its disk carries an older installation");
        }
        boolean knocked = attempt.timeline().reached().isPresent();
        boolean awake = attempt.goal() instanceof Goal.Awake && seen.isReady();
        if (!knocked && !awake) {
            return new Wish.Step(command(attempt), attempt.cause(), attempt.cure());
        }
        boolean imaged = attempt.stage().filter(s -> s.compareTo(Stage.WRITTEN) < 0).isEmpty();
        if (!imaged) {
            return Wish.NOTHING;
        }
        if (attempt.goal() instanceof Goal.Rebooted && attempt.timeline().end(Phase.OS).isEmpty()) {
            return Wish.NOTHING;
        }
        if (node.filter(n -> Stamps.lacks(n, attempt.goal())).isPresent()) {
            return new Wish.Step(new Action.Label(id()), "it restarted as Git asks");
        }
        return node.isPresent() && !isOfBefore(attempt) ? tend(node.get()) : join(attempt);
    }

    /// Its disk was written, and what is there now was given nothing to join with: that Node is of
    /// the system before, whose kubelet registered once more before it was stopped.
    private boolean isOfBefore(Attempt attempt) {
        boolean written = marker().filter(m -> m.attempt().equals(attempt.id())).isPresent();
        boolean unasked = attempt.stage().filter(s -> s.compareTo(Stage.CLOSED) < 0).isPresent();
        boolean back = attempt.timeline().end(Phase.OS).filter(seen::isBackSince).isPresent();
        return written && unasked && !back;
    }

    /// The command that opened the attempt, for when nothing came of it.
    Action command(Attempt attempt) {
        return switch (attempt.goal()) {
            case Goal.Installed(Fingerprint goal, Over over) ->
                    switch (over) {
                        case NOTHING -> new Action.Wake(id(), Optional.of(goal));
                        case OWN_INSTALLATION, EVEN_THE_GOAL ->
                                isLeftOff()
                                        ? new Action.Wake(id(), Optional.of(goal))
                                        : new Action.Reimage(id(), goal);
                    };
            case Goal.Awake _ -> new Action.Wake(id(), Optional.empty());
            case Goal.Wiped(Decommission tombstone) -> new Action.Wipe(id(), tombstone);
            case Goal.Rebooted(Optional<String> generation, _) ->
                    new Action.Reboot(id(), generation);
        };
    }

    /// The cluster is on its disk, kept, and off with it: there is no API to ask before it is
    /// stopped, and nothing to stop.
    private boolean isLeftOff() {
        return care.founding().isUnwritten(id())
                && seen.power().filter(p -> p.value() == Power.OFF && isRecent(p)).isPresent();
    }

    /// The installed system joins by itself; when it did not, we hand it join material over SSH.
    Wish join(Attempt attempt) {
        boolean up = want.hasShell() && seen.bootId().filter(this::isRecent).isPresent();
        // What answered before that is the system that was there before.
        Optional<Instant> booted = attempt.timeline().end(Phase.OS);
        boolean itself =
                up
                        && booted.filter(at -> !seen.bootId().orElseThrow().seenAt().isBefore(at))
                                .isPresent();
        if (itself && attempt.stepsDue()) {
            return new Wish.Step(
                    new Action.Join(id(), By.ITSELF), "its steps are run before it joins");
        }
        Duration patience = joinPatience(attempt).plus(attempt.spec().stepsTime());
        // Whether it is in etcd is looked at anew when a process starts, whatever was run by then.
        boolean unheard =
                attempt.stage().filter(s -> s == Stage.BOOTED).isPresent()
                        || care.founding().isListed(want);
        boolean asks = unheard && !attempt.stepsDue();
        if (booted.isPresent() && asks && care.founding().isAsked(want)) {
            return new Wish.Step(new Action.Join(id(), By.ITSELF), "it is installed");
        }
        Optional<Instant> from =
                booted.map(at -> care.founding().since(attempt).filter(at::isBefore).orElse(at));
        boolean waited = from.filter(since -> since.plus(patience).isBefore(now)).isPresent();
        return up && waited && !attempt.stepsDue()
                ? new Wish.Step(new Action.Join(id(), By.SSH), "it is up and has no Node")
                : Wish.NOTHING;
    }

    private Duration joinPatience(Attempt attempt) {
        boolean installedNow = marker().filter(m -> m.attempt().equals(attempt.id())).isPresent();
        if (!installedNow) {
            return REJOINS;
        }
        return attempt.stage().equals(Optional.of(Stage.CLOSED)) ? JOINING : JOINS_ALONE;
    }

    private Wish begin() {
        if (seen.node().isEmpty() && !care.founding().isAwaited(id())) {
            return new Wish.Hold("look", Rail.R12, "Kubernetes has not been asked yet");
        }
        Optional<Wish> outcast = care.outcast(want, seen);
        Optional<NodeState.Present> node = seen.present();
        if (outcast.isPresent() || node.isEmpty()) {
            return outcast.orElseGet(new Outside(this, want, seen, care)::next);
        }
        Optional<Fingerprint> stamped = node.get().stamp().map(NodeState.Stamp::fingerprint);
        if (stamped.isEmpty()) {
            return unstamped(node.get());
        }
        if (!stamped.get().equals(want.fingerprint())) {
            return replace(node.get());
        }
        if (isPower(Power.OFF) && !node.get().ready()) {
            return new Wish.Step(
                    new Action.Wake(id(), Optional.empty()), "it should run and is off");
        }
        return node.get().ready() ? tend(node.get()) : care.cure(want, seen);
    }

    /// A Node without our stamp: ours if the machine carries our marker, else somebody's.
    Wish unstamped(NodeState.Present node) {
        if (marker().filter(m -> m.machine().equals(id())).isPresent()) {
            return tend(node);
        }
        if (isPower(Power.OFF) && !node.ready()) {
            return new Wish.Step(
                    new Action.Wake(id(), Optional.empty()),
                    "its Node has no stamp, and what is off cannot be asked what it carries");
        }
        return seen.bootId().isPresent()
                ? new Wish.Hold("adopt", Rail.UNMANAGED, "it has a Node but not our marker")
                : new Wish.Hold("look", Rail.R12, "its Node has no stamp and SSH has not answered");
    }

    boolean shows(String sign) {
        return seen.sign().filter(s -> s.value().equals(sign)).filter(this::isRecent).isPresent();
    }

    /// A serving Node with another installation than Git asks for: drain, then reimage.
    private Wish replace(NodeState.Present node) {
        if (care.serves(seen)) {
            return want.intent().locked().isPresent()
                    ? locked("reimage")
                    : new Wish.Step(
                            new Action.Drain(id()),
                            "it runs "
                                    + brief(node)
                                    + ", Git asks for "
                                    + want.fingerprint().brief());
        }
        return reimage("it runs " + brief(node));
    }

    Wish reimage(String because) {
        return want.intent().locked().isPresent()
                ? locked("reimage")
                : new Wish.Step(
                        new Action.Reimage(id(), want.fingerprint()),
                        because + ", Git asks for " + want.fingerprint().brief());
    }

    Wish locked(String verb) {
        return new Wish.Hold(
                verb, Rail.OPERATOR, "locked: " + want.intent().locked().orElseThrow());
    }

    /// A Node that runs the right thing: stamp, labels, reboots on request, and our cordon off.
    Wish tend(NodeState.Present node) {
        Optional<String> lacking = Stamps.lacking(want, node, marker());
        if (lacking.isPresent()) {
            return new Wish.Step(new Action.Label(id()), lacking.get());
        }
        if (Stamps.rebootDue(want, node)) {
            String generation = want.intent().rebootGeneration().orElseThrow();
            if (want.intent().locked().isPresent()) {
                return locked("reboot");
            }
            return node.cordon() == Cordon.DRAINED
                    ? new Wish.Step(
                            new Action.Reboot(id(), generation), "reboot.generation changed")
                    : new Wish.Step(new Action.Drain(id()), "reboot.generation changed");
        }
        return node.ready() && (node.cordon() == Cordon.OURS || node.cordon() == Cordon.DRAINED)
                ? new Wish.Step(new Action.Uncordon(id()), "it runs what Git asks for")
                : Wish.NOTHING;
    }

    Optional<Marker> marker() {
        return seen.marker().map(Fact::value);
    }

    static boolean isOther(Marker marker, Fingerprint goal) {
        return marker.state() == Marker.State.INSTALLED && !marker.fingerprint().equals(goal);
    }

    boolean isPower(Power power) {
        return seen.power().filter(p -> p.value() == power).isPresent();
    }

    boolean isRecent(Fact<?> fact) {
        return fact.isFresh(now, NOW);
    }

    private static String brief(NodeState.Present node) {
        return node.stamp().map(s -> s.fingerprint().brief()).orElse("something unknown");
    }

    private MachineId id() {
        return want.id();
    }
}
