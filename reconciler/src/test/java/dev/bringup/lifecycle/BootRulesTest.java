package dev.bringup.lifecycle;

import static dev.bringup.Scene.attempt;
import static dev.bringup.Scene.install;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.lifecycle.BootRules.Disk;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.Scene;
import dev.bringup.model.Image;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Permit;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.util.Locale;
import java.util.List;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The road of a permit: forward, the same again, never back, and only for its machine.
class BootRulesTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);
    private static final Ip4 HERE = N1.address();
    private static final Ip4 ELSEWHERE = Ip4.parse("127.77.1.9");
    private static final Attempt ISSUED = attempt(N1, install(N1));
    private static final String STRANGE = "n1 is at 127.77.1.1, but 127.77.1.9 asked for it";

    record Script(String name, Optional<Attempt> open, Disk disk, Decision want) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Script> whatIpxeIsTold() {
        return Stream.of(
                new Script(
                        "nothing to install: the own disk",
                        Optional.empty(),
                        Disk.TRUSTED,
                        Decision.say(new BootAnswer.LocalDisk("no installation is due"))),
                new Script(
                        "nothing decided yet: wait",
                        Optional.empty(),
                        Disk.UNDECIDED,
                        wait(3, "what is on the disk is not known yet")),
                new Script(
                        "woken without installing: the own disk",
                        Optional.of(attempt(N1, new Goal.Awake())),
                        Disk.UNDECIDED,
                        Decision.say(new BootAnswer.LocalDisk("no installation is due"))),
                new Script(
                        "a fresh permit: the installer, and the permit has started",
                        Optional.of(ISSUED),
                        Disk.UNDECIDED,
                        Decision.say(new BootAnswer.StartInstaller(N1, permit(ISSUED)))
                                .moving(ISSUED.at(Stage.STARTED))),
                new Script(
                        "asked again: the same, and nothing moves",
                        Optional.of(ISSUED.at(Stage.STARTED)),
                        Disk.TRUSTED,
                        Decision.say(
                                new BootAnswer.StartInstaller(
                                        N1, permit(ISSUED.at(Stage.STARTED))))),
                new Script(
                        "half written: wait for a new permit",
                        Optional.of(ISSUED.at(Stage.WRITING)),
                        Disk.TRUSTED,
                        wait(3, "the disk is half written; a new permit follows")),
                new Script(
                        "written: the own disk",
                        Optional.of(ISSUED.at(Stage.WRITTEN)),
                        Disk.TRUSTED,
                        Decision.say(new BootAnswer.LocalDisk("the image is on the disk"))),
                new Script(
                        "booted: the own disk",
                        Optional.of(ISSUED.at(Stage.BOOTED)),
                        Disk.TRUSTED,
                        Decision.say(new BootAnswer.LocalDisk("the image is on the disk"))),
                new Script(
                        "closed: the own disk",
                        Optional.of(ISSUED.at(Stage.CLOSED)),
                        Disk.TRUSTED,
                        Decision.say(new BootAnswer.LocalDisk("the image is on the disk"))),
                new Script(
                        "held: wait, and say why",
                        Optional.of(ISSUED.stoppedBy(Rail.R6, "the disk is not ours")),
                        Disk.TRUSTED,
                        wait(30, "the disk is not ours")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatIpxeIsTold(Script c) {
        assertEquals(c.want, BootRules.script(asks(HERE, N1), N1, c.open, c.disk));
    }

    @Test
    void aScriptIsForTheMachineAtItsAddress() {
        assertEquals(
                Decision.refuse(STRANGE),
                BootRules.script(asks(ELSEWHERE, N1), N1, Optional.of(ISSUED), Disk.TRUSTED));
    }

    @Test
    void aMachineWithAnotherUuidIsAnotherMachine() {
        MachineSpec known = identified(Optional.of("UUID-1"), Optional.empty());
        BootRequest.Script swapped =
                new BootRequest.Script(N1.mac(), HERE, Optional.of("uuid-2"), Optional.empty());
        BootRequest.Script right =
                new BootRequest.Script(N1.mac(), HERE, Optional.of("uuid-1"), Optional.empty());

        assertEquals(
                Decision.refuse("n1 should have UUID UUID-1, not uuid-2"),
                BootRules.script(swapped, known, Optional.empty(), Disk.TRUSTED));
        assertEquals(
                Decision.say(new BootAnswer.LocalDisk("no installation is due")),
                BootRules.script(right, known, Optional.empty(), Disk.TRUSTED));
    }

    @Test
    void aMachineWithAnotherSerialIsAnotherMachine() {
        MachineSpec known = identified(Optional.empty(), Optional.of("S-1"));
        BootRequest.Script swapped =
                new BootRequest.Script(N1.mac(), HERE, Optional.empty(), Optional.of("S-2"));

        assertEquals(
                Decision.refuse("n1 should have serial S-1, not S-2"),
                BootRules.script(swapped, known, Optional.empty(), Disk.TRUSTED));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aBoxThatWasSwappedStopsWhatWasBegun(Stage stage) {
        MachineSpec nuc = Swapped.nuc(N1);
        Attempt open = attempt(nuc, install(nuc)).at(stage);
        assertEquals(
                wait(30, Swapped.BECAUSE).moving(open.stoppedBy(Rail.R12, Swapped.BECAUSE)),
                BootRules.script(
                        Swapped.asks(nuc, "Dell Inc."), nuc, Optional.of(open), Disk.TRUSTED));
        assertEquals(
                BootRules.script(asks(HERE, N1), nuc, Optional.of(open), Disk.TRUSTED),
                BootRules.script(Swapped.asks(nuc, "Intel"), nuc, Optional.of(open), Disk.TRUSTED));
    }

    @Test
    void aBoxThatWasSwappedStartsItsOwnDiskWhenNothingIsDue() {
        MachineSpec nuc = Swapped.nuc(N1);
        BootRequest.Script asked = Swapped.asks(nuc, "Dell Inc.");
        Attempt held = attempt(nuc, install(nuc)).stoppedBy(Rail.R12, Swapped.BECAUSE);

        assertEquals(
                Decision.say(new BootAnswer.LocalDisk("no installation is due")),
                BootRules.script(asked, nuc, Optional.empty(), Disk.TRUSTED));
        assertEquals(
                wait(30, Swapped.BECAUSE),
                BootRules.script(asked, nuc, Optional.of(held), Disk.TRUSTED));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aPayloadIsServedBetweenTheImageAndTheNonce(Stage stage) {
        Attempt attempt = ISSUED.at(stage);
        BootRequest.Config asked = new BootRequest.Config(permit(ISSUED).id(), HERE, "user-data");

        boolean served = EnumSet.of(Stage.WRITTEN, Stage.BOOTED, Stage.ARMED).contains(stage);
        Stage then = stage == Stage.ARMED ? stage : Stage.BOOTED;
        Decision want =
                served
                        ? Decision.say(new BootAnswer.Serve(N1, permit(attempt), attempt.marker()))
                                .moving(attempt.at(then))
                                .reading(attempt.marker())
                        : Decision.refuse(notNow(stage));
        assertEquals(want, BootRules.config(asked, attempt));
    }

    /// It asks for what steers it while it writes, and goes no stage further by that.
    @ParameterizedTest
    @EnumSource(Stage.class)
    void aDistributionsInstallerIsServedWhileItWrites(Stage stage) {
        MachineSpec spec = handedOver();
        Attempt attempt = Scene.attempt(spec, Scene.install(spec)).at(stage);
        Permit permit = attempt.permit().orElseThrow();
        BootRequest.Config asked = new BootRequest.Config(permit.id(), HERE, "ks.cfg");

        Decision serve = Decision.say(new BootAnswer.Serve(spec, permit, attempt.marker()));
        Decision want =
                switch (stage) {
                    case WRITING -> serve;
                    case WRITTEN, BOOTED, ARMED ->
                            serve.moving(attempt.at(stage == Stage.ARMED ? stage : Stage.BOOTED))
                                    .reading(attempt.marker());
                    case ISSUED, STARTED, CLOSED -> Decision.refuse(notNow(stage));
                };
        assertEquals(want, BootRules.config(asked, attempt));
    }

    private static MachineSpec handedOver() {
        MachineSpec.Install was = N1.install();
        Image image =
                new Image(
                        "distro",
                        Image.Arch.X86_64,
                        new Image.Boot.Installer(
                                (Image.Boot.Live) Fleet.live(1, 1).install().image().boot()),
                        Optional.empty());
        return new MachineSpec(
                N1.id(),
                N1.hardware(),
                N1.address(),
                N1.profile(),
                new MachineSpec.Install(image, was.payload(), was.kernelArgs(), was.fingerprint()),
                N1.node(),
                N1.intent());
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aSystemPhonesHomeOnceItBooted(Stage stage) {
        boolean noted = EnumSet.of(Stage.BOOTED, Stage.ARMED, Stage.CLOSED).contains(stage);

        assertEquals(
                noted ? Decision.say(new BootAnswer.Noted()) : Decision.refuse(notNow(stage)),
                BootRules.phoneHome(
                        new BootRequest.PhoneHome(permit(ISSUED).id(), HERE), ISSUED.at(stage)));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aNonceIsExchangedOnce(Stage stage) {
        Decision minted =
                new Decision(
                        new Decision.Reply.MintFirst(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        assertEquals(
                EnumSet.of(Stage.BOOTED, Stage.ARMED).contains(stage)
                        ? minted
                        : Decision.refuse(notNow(stage)),
                BootRules.join(joins(HERE, "right"), ISSUED.at(stage), "right", Seen.NOTHING));
    }

    @Test
    void whoHasStepsJoinsWhenTheyWereRun() {
        MachineSpec spec =
                Fleet.withStep(N1, new JoinStep("storage", "true", Duration.ofMinutes(1)));
        Attempt attempt =
                new Attempt(
                        ISSUED.id(),
                        spec,
                        ISSUED.goal(),
                        ISSUED.origin(),
                        ISSUED.timeline(),
                        ISSUED.permit(),
                        Optional.empty());

        assertEquals(
                Decision.say(
                        new BootAnswer.Wait(
                                Duration.ofSeconds(30), "its steps are run before it joins")),
                BootRules.join(
                        joins(HERE, "right"), attempt.at(Stage.BOOTED), "right", Seen.NOTHING));
        assertEquals(
                Decision.refuse("wrong nonce from n1"),
                BootRules.join(
                        joins(HERE, "wrong"), attempt.at(Stage.BOOTED), "right", Seen.NOTHING));
        assertEquals(
                new Decision.Reply.MintFirst(),
                BootRules.join(joins(HERE, "right"), attempt.at(Stage.ARMED), "right", Seen.NOTHING)
                        .reply());
    }

    @Test
    void whoMayNotJoinYetIsToldWhyAndItsNonceStaysGood() {
        Attempt attempt = ISSUED.at(Stage.BOOTED);
        Optional<String> waits = Optional.of("there is no cluster yet; n2 makes it");
        Decision right = BootRules.join(joins(HERE, "right"), attempt, "right", Seen.NOTHING);
        Decision wrong = BootRules.join(joins(HERE, "wrong"), attempt, "right", Seen.NOTHING);

        assertEquals(
                Decision.say(
                        new BootAnswer.Wait(
                                Duration.ofSeconds(30), "there is no cluster yet; n2 makes it")),
                BootRules.held(right, waits));
        assertEquals(wrong, BootRules.held(wrong, waits));
        assertEquals(right, BootRules.held(right, Optional.empty()));
    }

    @Test
    void aWrongNonceIsRefused() {
        assertEquals(
                Decision.refuse("wrong nonce from n1"),
                BootRules.join(
                        joins(HERE, "wrong"), ISSUED.at(Stage.BOOTED), "right", Seen.NOTHING));
    }

    @Test
    void nothingIsServedToAnotherAddress() {
        Attempt booted = ISSUED.at(Stage.BOOTED);

        assertEquals(
                Set.of(Decision.refuse(STRANGE)),
                Set.copyOf(
                        List.of(
                                BootRules.config(
                                        new BootRequest.Config(
                                                permit(ISSUED).id(), ELSEWHERE, "user-data"),
                                        booted),
                                BootRules.phoneHome(
                                        new BootRequest.PhoneHome(permit(ISSUED).id(), ELSEWHERE),
                                        booted),
                                BootRules.join(
                                        joins(ELSEWHERE, "right"),
                                        booted,
                                        "right",
                                        Seen.NOTHING))));
    }

    private static Permit permit(Attempt attempt) {
        return attempt.permit().orElseThrow();
    }

    private static BootRequest.Script asks(Ip4 from, MachineSpec machine) {
        return new BootRequest.Script(machine.mac(), from, Optional.empty(), Optional.empty());
    }

    private static BootRequest.Join joins(Ip4 from, String nonce) {
        return new BootRequest.Join(permit(ISSUED).id(), from, nonce);
    }

    private static Decision wait(int seconds, String because) {
        return Decision.say(new BootAnswer.Wait(Duration.ofSeconds(seconds), because));
    }

    private static String notNow(Stage stage) {
        return "not in this stage: the permit of n1 is " + stage.name().toLowerCase(Locale.ROOT);
    }

    private static MachineSpec identified(Optional<String> uuid, Optional<String> serial) {
        MachineSpec.Hardware was = N1.hardware();
        return new MachineSpec(
                N1.id(),
                new MachineSpec.Hardware(
                        was.macs(), uuid, serial, was.power(), was.disk(), was.rack()),
                HERE,
                N1.profile(),
                N1.install(),
                N1.node(),
                N1.intent());
    }
}
