package dev.bringup.lifecycle;

import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Departed;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Match;
import dev.bringup.model.NodeState;
import dev.bringup.model.Permit;
import dev.bringup.model.Rail;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// Decides what a booting machine is told: a function of the request, the machine's open attempt
/// and its permit. A permit only ever moves forward; the same request in the same stage gets the
/// same answer, because cloud-init and iPXE ask several times; a request from an earlier stage is a
/// replay.
public final class BootRules {

    private static final Duration SOON = Duration.ofSeconds(3);

    /// Twenty tries of a payload's `curl` last for ten minutes then.
    private static final Duration STEPS = Duration.ofSeconds(30);

    private static final Duration LATER = Duration.ofSeconds(30);

    private BootRules() {}

    /// Whether the engine has yet to find out what is on the machine's disk.
    public enum Disk {
        UNDECIDED,
        TRUSTED;

        /// A machine that Git wants, without a Node and without a known marker, waits for the plan:
        /// its disk may be half written.
        public static Disk of(MachineSpec machine, Seen seen) {
            boolean absent =
                    seen.node().filter(n -> n.value() instanceof NodeState.Absent).isPresent();
            boolean unfinished =
                    seen.marker()
                            .filter(m -> m.value().state() == Marker.State.INSTALLED)
                            .isEmpty();
            return absent && unfinished && machine.intent().state() == MachineSpec.Want.JOINED
                    ? UNDECIDED
                    : TRUSTED;
        }
    }

    /// iPXE asks. Everything that does not carry an unspent permit boots its own disk.
    public static Decision script(
            BootRequest.Script asked, MachineSpec machine, Optional<Attempt> open, Disk disk) {
        Optional<Decision> another =
                stranger(asked, machine)
                        .or(() ->
                                open.filter(Attempt::writes)
                                        .filter(a -> a.stopped().isEmpty())
                                        .flatMap(a -> disputed(asked.box(), machine, a)));
        if (another.isPresent()) {
            return another.get();
        }
        Optional<Attempt> wiping = open.filter(a -> a.tombstone().isPresent());
        if (wiping.isPresent()) {
            return WipeRules.script(asked, wiping.get());
        }
        Optional<Attempt> installing = open.filter(Attempt::installs);
        if (installing.isEmpty()) {
            return disk == Disk.UNDECIDED && open.isEmpty()
                    ? Decision.say(
                            new BootAnswer.Wait(SOON, "what is on the disk is not known yet"))
                    : Decision.say(new BootAnswer.LocalDisk("no installation is due"));
        }
        Attempt attempt = installing.get();
        if (attempt.stopped().isPresent()) {
            return Decision.say(new BootAnswer.Wait(LATER, attempt.stopped().get().because()));
        }
        Permit permit = attempt.permit().orElseThrow();
        return switch (permit.stage()) {
            case ISSUED ->
                    Decision.say(new BootAnswer.StartInstaller(attempt.spec(), permit))
                            .moving(attempt.at(Stage.STARTED));
            case STARTED -> Decision.say(new BootAnswer.StartInstaller(attempt.spec(), permit));
            case WRITING ->
                    Decision.say(
                            new BootAnswer.Wait(
                                    SOON, "the disk is half written; a new permit" + " follows"));
            case WRITTEN, BOOTED, ARMED, CLOSED ->
                    Decision.say(new BootAnswer.LocalDisk("the image is on the disk"));
        };
    }

    /// Whoever asks is not the machine it says it is.
    static Optional<Decision> stranger(BootRequest.Script asked, MachineSpec machine) {
        return asked.from().equals(machine.address())
                ? mismatch(asked, machine).map(Decision::refuse)
                : Optional.of(Decision.refuse(strange(machine, asked.from())));
    }

    /// Where Git names no board, the one that was seen first with this MAC address counts. A card
    /// may move to another box, and then that is another machine.
    public static Optional<Decision> swapped(
            BootRequest.Script asked, MachineSpec machine, Optional<Departed.FirstSeen> first) {
        return first.filter(f -> !machine.hardware().isNamed() && f.mac().equals(asked.mac()))
                .flatMap(f -> unlike(asked, f.identity().uuid(), f.identity().serial()))
                .map(differs ->
                        Decision.refuse(
                                "%s %s, as when it was first seen; if this is the machine now, say"
                                                .formatted(machine.id(), differs)
                                        + " so in spec.identity"));
    }

    /// The box is not what Git says that it must be: what was begun stops there.
    static Optional<Decision> disputed(Match.Box box, MachineSpec machine, Attempt attempt) {
        return machine.hardware()
                .match()
                .unlike(box)
                .map(because ->
                        Decision.say(new BootAnswer.Wait(LATER, because))
                                .moving(attempt.stoppedBy(Rail.R12, because)));
    }

    /// The system wants a file of its payload. Only the machine itself gets it, and only between
    /// the end of the installation, or the start of its kernel, and the exchange of its nonce.
    public static Decision config(BootRequest.Config asked, Attempt attempt) {
        return within(
                        attempt,
                        asked.from(),
                        s -> (attempt.isTaken() || isHandedOver(attempt)) && s != Stage.CLOSED)
                .orElseGet(() -> {
                    Stage stage = attempt.permit().orElseThrow().stage();
                    BootAnswer answer =
                            new BootAnswer.Serve(
                                    attempt.spec(),
                                    attempt.permit().orElseThrow(),
                                    attempt.marker());
                    if (isHandedOver(attempt)) {
                        return Decision.say(answer);
                    }
                    return Decision.say(answer)
                            .moving(attempt.at(stage == Stage.ARMED ? stage : Stage.BOOTED))
                            .reading(attempt.marker());
                });
    }

    /// The system asks for all of its payload, which tells it how to join: it is served once.
    public static Decision whole(BootRequest.Whole asked, Attempt attempt) {
        if (attempt.spec().hasShell()) {
            return Decision.refuse(
                    attempt.machine() + " has a payload that is fetched with its permit");
        }
        return within(attempt, asked.from(), s -> attempt.isTaken() && s != Stage.CLOSED)
                .orElseGet(() ->
                        new Decision(
                                new Decision.Reply.MintFirst(),
                                Optional.of(attempt.at(Stage.BOOTED)),
                                Optional.of(attempt.marker()),
                                Optional.empty()));
    }

    /// A distribution's installer is at work, and asks for what steers it.
    private static boolean isHandedOver(Attempt attempt) {
        return attempt.handsOver() && attempt.stage().equals(Optional.of(Stage.WRITING));
    }

    public static Decision phoneHome(BootRequest.PhoneHome asked, Attempt attempt) {
        return within(attempt, asked.from(), s -> s.compareTo(Stage.BOOTED) >= 0)
                .orElseGet(() -> Decision.say(new BootAnswer.Noted()));
    }

    /// The system joins; `nonce` is the one that was put into this permit's payload. kubeadm
    /// refuses while a Node of that name is Ready, and one may be left from before the boot.
    public static Decision join(BootRequest.Join asked, Attempt attempt, String nonce, Seen seen) {
        return within(attempt, asked.from(), s -> s == Stage.BOOTED || s == Stage.ARMED)
                .orElseGet(() -> {
                    if (!asked.nonce().equals(nonce)) {
                        return Decision.refuse("wrong nonce from " + attempt.machine());
                    }
                    if (attempt.stepsDue()) {
                        return Decision.say(
                                new BootAnswer.Wait(STEPS, "its steps are run before it joins"));
                    }
                    return attempt.isLive() && isReadyFromBefore(attempt, seen)
                            ? Decision.say(
                                    new BootAnswer.Wait(
                                            LATER, "its Node is still Ready from before its boot"))
                            : new Decision(
                                    new Decision.Reply.MintFirst(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty());
                });
    }

    /// Who may not join yet, for a reason beside itself, is told so; its nonce stays good.
    public static Decision held(Decision decision, Optional<String> waits) {
        return waits.isPresent() && decision.reply() instanceof Decision.Reply.MintFirst
                ? new Decision(
                        new Decision.Reply.Now(new BootAnswer.Wait(STEPS, waits.get())),
                        decision.moved(),
                        decision.marker(),
                        decision.alarm())
                : decision;
    }

    private static boolean isReadyFromBefore(Attempt attempt, Seen seen) {
        return seen.isReady()
                && seen.present()
                        .flatMap(node -> node.stamp())
                        .filter(stamp -> !stamp.attempt().equals(attempt.id()))
                        .isPresent();
    }

    static Optional<Decision> within(Attempt attempt, Ip4 from, Predicate<Stage> allowed) {
        if (!from.equals(attempt.spec().address())) {
            return Optional.of(Decision.refuse(strange(attempt.spec(), from)));
        }
        Stage stage = attempt.permit().orElseThrow().stage();
        return allowed.test(stage)
                ? Optional.empty()
                : Optional.of(
                        Decision.refuse(
                                "not in this stage: the permit of "
                                        + attempt.machine()
                                        + " is "
                                        + stage.name().toLowerCase(Locale.ROOT)));
    }

    private static String strange(MachineSpec machine, Ip4 from) {
        return machine.id() + " is at " + machine.address() + ", but " + from + " asked for it";
    }

    private static Optional<String> mismatch(BootRequest.Script asked, MachineSpec machine) {
        return unlike(asked, machine.hardware().uuid(), machine.hardware().serial())
                .map(differs -> machine.id() + " " + differs);
    }

    /// What it does not say of itself does not differ.
    private static Optional<String> unlike(
            BootRequest.Script asked, Optional<String> uuid, Optional<String> serial) {
        return differs("UUID", uuid.filter(u -> !same(asked.uuid(), u)), asked.uuid())
                .or(() ->
                        differs(
                                "serial",
                                serial.filter(s -> !asked.serial().equals(Optional.of(s))),
                                asked.serial()));
    }

    private static boolean same(Optional<String> seen, String uuid) {
        return seen.filter(uuid::equalsIgnoreCase).isPresent();
    }

    private static Optional<String> differs(
            String what, Optional<String> wanted, Optional<String> seen) {
        return wanted.flatMap(
                w -> seen.map(s -> "should have %s %s, not %s".formatted(what, w, s)));
    }
}
