package dev.bringup.lifecycle;

import static dev.bringup.Graveyard.wiping;
import static dev.bringup.Scene.marker;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Disk;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.Decommission.Method;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a machine with a tombstone is told, step by step.
class WipeRulesTest {

    private static final MachineSpec N3 = Fleet.machine(3, 1);
    private static final Attempt OPEN = wiping(3, Method.OVERWRITE);
    private static final Marker LOST =
            new Marker(
                    N3.id(), OPEN.id(), OPEN.commit(), N3.fingerprint(), Marker.State.INSTALLING);
    private static final Disk OURS =
            disk("sda", new Content.Marked(marker(3, 1, Marker.State.INSTALLED)));
    private static final Disk FOREIGN = disk("sdb", new Content.Foreign());
    private static final Disk OTHERS =
            disk("sdc", new Content.Marked(marker(1, 1, Marker.State.INSTALLED)));
    private static final Disk BLANK = disk("sdd", new Content.Blank());

    private static Disk disk(String name, Content content) {
        return new Disk(name, "", Optional.empty(), 1L << 30, content);
    }

    private static Decision script(Optional<String> serial, Attempt attempt) {
        return BootRules.script(
                new BootRequest.Script(N3.mac(), N3.address(), Optional.empty(), serial),
                N3,
                Optional.of(attempt),
                BootRules.Disk.TRUSTED);
    }

    private static Decision disks(Attempt attempt, Disk... disks) {
        return InstallRules.disks(
                new BootRequest.Disks(
                        attempt.permit().orElseThrow().id(), N3.address(), Arrays.asList(disks)),
                attempt);
    }

    private static Decision says(Installing now, Attempt attempt) {
        return InstallRules.progress(
                new BootRequest.Progress(attempt.permit().orElseThrow().id(), N3.address(), now, 1),
                attempt);
    }

    private static BootAnswer answer(Decision decision) {
        return ((Decision.Reply.Now) decision.reply()).answer();
    }

    private static Optional<Stage> stage(Decision decision) {
        return decision.moved().flatMap(Attempt::stage);
    }

    @Test
    void theBoardThatIsMeantGetsTheInstaller() {
        Decision decision = script(Optional.of("S3"), OPEN);

        assertEquals(
                new BootAnswer.StartInstaller(N3, OPEN.permit().orElseThrow()), answer(decision));
        assertEquals(Optional.of(Stage.STARTED), stage(decision));
    }

    @Test
    void anotherBoardDoesNotAndItIsSaid() {
        String because = "it is not the machine of its tombstone: it has serial S4, not S3";
        Decision decision = script(Optional.of("S4"), OPEN);

        assertEquals(new BootAnswer.Wait(Duration.ofSeconds(30), because), answer(decision));
        assertEquals(Optional.of(because), decision.alarm());
        assertEquals(
                Optional.of(new Attempt.Stop(Rail.R2, because)),
                decision.moved().flatMap(Attempt::stopped));
        assertEquals(
                new BootAnswer.Wait(Duration.ofSeconds(30), because),
                answer(script(Optional.of("S3"), decision.moved().orElseThrow())));
    }

    @Test
    void norDoesOneThatDoesNotSay() {
        assertEquals(
                Optional.of(
                        "it is not the machine of its tombstone: it has no serial, where S3 is"
                                + " named"),
                script(Optional.empty(), OPEN).alarm());
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"STARTED", "WRITING", "WRITTEN"})
    void whoeverLostItsPowerComesBackForMore(Stage stage) {
        assertEquals(
                "StartInstaller",
                answer(script(Optional.of("S3"), OPEN.at(stage))).getClass().getSimpleName());
    }

    @Test
    void whatIsWipedStaysAsItIs() {
        assertEquals(
                new BootAnswer.Wait(
                        Duration.ofSeconds(30), "its disk is wiped; it is switched off"),
                answer(script(Optional.of("S3"), OPEN.at(Stage.CLOSED))));
    }

    @Test
    void onlyTheDiskWithItsOwnMarkerIsWiped() {
        Decision decision = disks(OPEN.at(Stage.STARTED), FOREIGN, OURS, OTHERS, BLANK);

        assertEquals(new BootAnswer.Wipe(Method.OVERWRITE, List.of("sda"), LOST), answer(decision));
        assertEquals(Optional.of(Stage.WRITING), stage(decision));
        assertEquals(Optional.of(LOST), decision.marker());
    }

    @Test
    void everyDiskWithItsOwnMarkerIsWiped() {
        Disk half = disk("sde", new Content.Marked(marker(3, 1, Marker.State.INSTALLING)));

        assertEquals(
                new BootAnswer.Wipe(Method.OVERWRITE, List.of("sda", "sde"), LOST),
                answer(disks(OPEN.at(Stage.STARTED), OURS, half)));
    }

    @Test
    void withoutSuchADiskNothingIs() {
        Decision decision = disks(OPEN.at(Stage.STARTED), FOREIGN, OTHERS, BLANK);

        String because = "none of its disks carries its marker, and no other is touched";
        assertEquals(new BootAnswer.Wait(Duration.ofSeconds(30), because), answer(decision));
        assertEquals(
                Optional.of(new Attempt.Stop(Rail.R6, because)),
                decision.moved().flatMap(Attempt::stopped));
    }

    @Test
    void aMarkerThatIsGoneTooEarlyIsHeld() {
        assertEquals(
                Optional.of(
                        new Attempt.Stop(
                                Rail.R6,
                                "it was being wiped, and now none of its disks carries its"
                                        + " marker")),
                disks(OPEN.at(Stage.WRITING), BLANK).moved().flatMap(Attempt::stopped));
    }

    @Test
    void theMarkerGoesLast() {
        assertEquals(
                Optional.of(Stage.WRITTEN),
                stage(says(Installing.WRITTEN, OPEN.at(Stage.WRITING))));
        assertEquals(
                Optional.of(Stage.CLOSED), stage(says(Installing.WIPED, OPEN.at(Stage.WRITTEN))));
        assertEquals(
                new BootAnswer.Refused("n3 cleared its marker before all else was gone"),
                answer(says(Installing.WIPED, OPEN.at(Stage.WRITING))));
    }

    /// The power failed between the marker and the word that it is gone.
    @Test
    void aMarkerThatIsGoneWhenAllElseWasIsTheEnd() {
        Decision decision = disks(OPEN.at(Stage.WRITTEN), FOREIGN, BLANK);

        assertEquals(new BootAnswer.PowerDown("its disk is wiped"), answer(decision));
        assertEquals(Optional.of(Stage.CLOSED), stage(decision));
    }

    @Test
    void aMarkerThatStillStandsGoesAgain() {
        Decision decision = disks(OPEN.at(Stage.WRITTEN), OURS);

        assertEquals(new BootAnswer.Wipe(Method.OVERWRITE, List.of("sda"), LOST), answer(decision));
        assertEquals(Optional.empty(), decision.moved());
    }

    @Test
    void nobodyElseIsTold() {
        BootRequest.Disks strange =
                new BootRequest.Disks(
                        OPEN.permit().orElseThrow().id(), Ip4.parse("127.77.1.9"), List.of(OURS));
        assertEquals(
                new BootAnswer.Refused("n3 is at 127.77.1.3, but 127.77.1.9 asked for it"),
                answer(InstallRules.disks(strange, OPEN.at(Stage.STARTED))));
    }

    @Test
    void anInstallerHasNothingToWipe() {
        Attempt installing =
                dev.bringup.Scene.attempt(N3, dev.bringup.Scene.install(N3)).at(Stage.WRITING);
        assertEquals(
                new BootAnswer.Refused("n3 has nothing to wipe"),
                answer(says(Installing.WIPED, installing)));
    }
}
