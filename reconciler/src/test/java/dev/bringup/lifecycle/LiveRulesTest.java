package dev.bringup.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.PermitId;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A permit for one boot from memory: what is served under it, when, and to whom.
class LiveRulesTest {

    private static final MachineSpec N1 = Fleet.live(1, 1);
    private static final Ip4 HERE = N1.address();
    private static final Attempt ISSUED = Scene.attempt(N1, new Goal.Awake());
    private static final PermitId PERMIT = ISSUED.permit().orElseThrow().id();
    private static final Instant FRESH = Fleet.NOON.minusSeconds(60);

    private static BootRequest.Script asks(Ip4 from) {
        return new BootRequest.Script(N1.mac(), from, Optional.empty(), Optional.empty());
    }

    private static Decision starts(Attempt attempt) {
        return Decision.say(new BootAnswer.StartLive(N1, attempt.permit().orElseThrow()));
    }

    @Test
    void theSamePermitIsServedUntilTheKernelFetchedItsPayload() {
        Attempt started = ISSUED.at(Stage.STARTED);
        assertEquals(starts(ISSUED).moving(started), LiveRules.script(asks(HERE), ISSUED));
        assertEquals(starts(started), LiveRules.script(asks(HERE), started));
        assertTrue(!LiveRules.isSpent(started));
        assertTrue(LiveRules.isSpent(ISSUED.at(Stage.BOOTED)));
        assertEquals(
                Decision.refuse("n1 is at 127.77.1.1, but 127.77.1.9 asked for it"),
                LiveRules.script(asks(Ip4.parse("127.77.1.9")), ISSUED));
    }

    @Test
    void aBoxThatWasSwappedIsGivenNothingToRun() {
        MachineSpec nuc = Swapped.nuc(N1);
        Attempt open = Scene.attempt(nuc, new Goal.Awake());
        BootRequest.Script swapped = Swapped.asks(nuc, "Dell Inc.");
        Decision waits = Decision.say(new BootAnswer.Wait(Duration.ofSeconds(30), Swapped.BECAUSE));

        assertEquals(
                waits.moving(open.stoppedBy(Rail.R12, Swapped.BECAUSE)),
                LiveRules.script(swapped, open));
        assertEquals(
                Optional.of(waits),
                LiveRules.unasked(swapped, nuc, Seen.NOTHING, Optional.empty(), FRESH));
        assertEquals(
                Optional.empty(),
                LiveRules.unasked(
                        Swapped.asks(nuc, "Intel"), nuc, Seen.NOTHING, Optional.empty(), FRESH));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void thePayloadIsServedFromTheStartToTheJoin(Stage stage) {
        Attempt attempt = ISSUED.at(stage);
        Decision said =
                BootRules.config(new BootRequest.Config(PERMIT, HERE, "user-data"), attempt);

        boolean serves = stage != Stage.ISSUED && stage != Stage.CLOSED;
        assertEquals(
                serves
                        ? new Decision.Reply.Now(
                                new BootAnswer.Serve(
                                        N1, attempt.permit().orElseThrow(), attempt.marker()))
                        : new Decision.Reply.Now(
                                new BootAnswer.Refused(
                                        "not in this stage: the permit of n1 is "
                                                + stage.name().toLowerCase(java.util.Locale.ROOT))),
                said.reply());
        assertEquals(serves, said.marker().isPresent());
    }

    /// Nothing that holds such a permit is told to write a disk.
    @ParameterizedTest
    @EnumSource(Stage.class)
    void noDiskIsSpokenOf(Stage stage) {
        Decision refused =
                Decision.refuse(
                        "not in this stage: the permit of n1 is "
                                + stage.name().toLowerCase(java.util.Locale.ROOT));
        assertEquals(
                refused,
                InstallRules.disks(
                        new BootRequest.Disks(
                                PERMIT,
                                HERE,
                                List.of(
                                        new BootRequest.Disk(
                                                "vda",
                                                "S",
                                                Optional.empty(),
                                                1L << 40,
                                                new BootRequest.Content.Blank()))),
                        ISSUED.at(stage)));
        assertEquals(
                refused,
                InstallRules.progress(
                        new BootRequest.Progress(PERMIT, HERE, Installing.WRITTEN, 1),
                        ISSUED.at(stage)));
    }

    @Test
    void itDoesNotJoinWhileItsNodeIsReadyFromBefore() {
        BootRequest.Join join = new BootRequest.Join(PERMIT, HERE, "right");
        Attempt booted = ISSUED.at(Stage.BOOTED);
        assertEquals(
                Decision.say(
                        new BootAnswer.Wait(
                                Duration.ofSeconds(30),
                                "its Node is still Ready from before its boot")),
                BootRules.join(join, booted, "right", Scene.ready(1)));
        for (Seen seen : EnumSet.allOf(Free.class).stream().map(f -> f.seen).toList()) {
            assertEquals(
                    new Decision.Reply.MintFirst(),
                    BootRules.join(join, booted, "right", seen).reply());
        }
    }

    private enum Free {
        NO_NODE(Scene.absent()),
        NOT_READY(Scene.notReady(1)),
        UNKNOWN(Seen.NOTHING);

        private final Seen seen;

        Free(Seen seen) {
            this.seen = seen;
        }
    }

    private static Optional<Decision> unasked(Want want, Seen seen, Optional<String> tooOften) {
        MachineSpec spec =
                new MachineSpec(
                        N1.id(),
                        N1.hardware(),
                        N1.address(),
                        N1.profile(),
                        N1.install(),
                        N1.node(),
                        new MachineSpec.Intent(want, Optional.empty(), Optional.empty()));
        return LiveRules.unasked(asks(HERE), spec, seen, tooOften, FRESH);
    }

    private static Optional<Decision> wait(int seconds, String because) {
        return Optional.of(Decision.say(new BootAnswer.Wait(Duration.ofSeconds(seconds), because)));
    }

    @Test
    void aBootThatNobodyAskedForBeginsUnlessSomethingSpeaksAgainstIt() {
        assertEquals(Optional.empty(), unasked(Want.JOINED, Scene.notReady(1), Optional.empty()));
        assertEquals(Optional.empty(), unasked(Want.MAINTENANCE, Scene.absent(), Optional.empty()));
        assertEquals(
                wait(30, "Git does not want it to run"),
                unasked(Want.ASLEEP, Scene.notReady(1), Optional.empty()));
        assertEquals(
                wait(30, "Git does not want it to run"),
                unasked(Want.RELEASED, Scene.absent(), Optional.empty()));
        assertEquals(
                wait(30, "too often"),
                unasked(Want.JOINED, Scene.notReady(1), Optional.of("too often")));
        assertEquals(
                Optional.of(Decision.refuse("n1 is at 127.77.1.1, but 127.77.1.9 asked for it")),
                LiveRules.unasked(
                        asks(Ip4.parse("127.77.1.9")),
                        N1,
                        Scene.notReady(1),
                        Optional.empty(),
                        FRESH));
    }

    /// A pod on a machine that runs could ask in its name.
    @Test
    void aMachineWhoseNodeIsReadyDoesNotBoot() {
        assertEquals(
                wait(5, "its Node is Ready, and a machine that runs does not boot"),
                unasked(Want.JOINED, Scene.ready(1), Optional.empty()));
        assertEquals(
                Optional.empty(),
                unasked(
                        Want.JOINED,
                        Seen.NOTHING.withNode(
                                Scene.present(1, Cordon.NONE), "kubernetes", FRESH.minusMillis(1)),
                        Optional.empty()));
    }

    @Test
    void whatItIsToRunMayNotBeDecidedYet() {
        assertEquals(
                wait(5, "what it is to run is not decided yet").orElseThrow(),
                LiveRules.unknown(asks(HERE), N1));
    }
}
