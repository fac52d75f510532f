package dev.bringup.lifecycle;

import static dev.bringup.Scene.attempt;
import static dev.bringup.Scene.install;
import static dev.bringup.Scene.marker;
import static dev.bringup.Scene.reimage;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Disk;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.DiskHints;
import dev.bringup.model.Marker;
import dev.bringup.model.Match;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.util.Locale;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// R6: which disk may be written, and what is said when none may.
class InstallRulesTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final Attempt FRESH = attempt(N1, install(N1)).at(Stage.STARTED);
    private static final Attempt OVER = attempt(N1, reimage(N1)).at(Stage.STARTED);
    private static final Attempt CURE =
            attempt(N1, new Goal.Installed(N1.fingerprint(), Goal.Over.EVEN_THE_GOAL))
                    .at(Stage.STARTED);
    private static final Content BLANK = new Content.Blank();
    private static final Content FOREIGN = new Content.Foreign();

    record Case(String name, Attempt attempt, List<Disk> disks, Decision want) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> whatAnInstallerIsTold() {
        Content half = new Content.Marked(marker(1, 2, Marker.State.INSTALLING));
        Marker same = marker(1, 2, Marker.State.INSTALLED);
        Marker older = marker(1, 1, Marker.State.INSTALLED);
        Content others = new Content.Marked(marker(2, 2, Marker.State.INSTALLED));
        Content othersHalf = new Content.Marked(marker(2, 2, Marker.State.INSTALLING));
        String advice = "; to lose it, set spec.disk.overwrite to its serial";
        return Stream.of(
                new Case("blank: write", FRESH, disks(BLANK), write(FRESH)),
                new Case("our own, unfinished: write", FRESH, disks(half), write(FRESH)),
                new Case(
                        "our own, the goal: boot it",
                        FRESH,
                        disks(new Content.Marked(same)),
                        Decision.say(new BootAnswer.Reseed(N1, FRESH.permit().orElseThrow(), "vda"))
                                .moving(FRESH.at(Stage.WRITTEN))
                                .reading(same)),
                new Case(
                        "our own, the goal, to be cured: write",
                        CURE,
                        disks(new Content.Marked(same)),
                        write(CURE)),
                new Case(
                        "our own, written by this very cure: boot it",
                        CURE,
                        disks(new Content.Marked(CURE.marker())),
                        Decision.say(new BootAnswer.Reseed(N1, CURE.permit().orElseThrow(), "vda"))
                                .moving(CURE.at(Stage.WRITTEN))
                                .reading(CURE.marker())),
                new Case(
                        "our own, older, not asked for: wait for the plan",
                        FRESH,
                        disks(new Content.Marked(older)),
                        Decision.say(
                                        new BootAnswer.Wait(
                                                Duration.ofSeconds(30),
                                                "an older installation was found"))
                                .reading(older)),
                new Case(
                        "our own, older, a reimage: write",
                        OVER,
                        disks(new Content.Marked(older)),
                        write(OVER)),
                new Case(
                        "somebody's data: hold",
                        OVER,
                        disks(FOREIGN),
                        held(
                                OVER,
                                "disk S-1 is not ours: it holds data without our marker" + advice)),
                new Case(
                        "another machine's: hold",
                        OVER,
                        disks(others),
                        held(OVER, "disk S-1 is not ours: it carries the marker of n2" + advice)),
                new Case(
                        "another machine's, unfinished: hold",
                        OVER,
                        disks(othersHalf),
                        held(OVER, "disk S-1 is not ours: it carries the marker of n2" + advice)),
                new Case("no disk: hold", FRESH, List.of(), held(FRESH, "no disk fits spec.disk")),
                new Case(
                        "two disks: hold",
                        FRESH,
                        List.of(disk("vda", "S-1", BLANK), disk("vdb", "S-2", BLANK)),
                        held(FRESH, "2 disks fit; name one in spec.disk.wwn")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatAnInstallerIsTold(Case c) {
        assertEquals(c.want, InstallRules.disks(reports(c.disks), c.attempt));
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTED", "WRITING"})
    void aBoxThatIsTooSmallIsNotWritten(Stage stage) {
        MachineSpec nuc = Swapped.nuc(N1);
        Attempt open = attempt(nuc, install(nuc)).at(stage);
        String because = "disputed: the box has 512 MiB of memory, and match.minMemory is 1024 MiB";
        BootRequest.Disks asked =
                new BootRequest.Disks(
                        open.permit().orElseThrow().id(),
                        nuc.address(),
                        disks(BLANK),
                        new Match.Box(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(512L << 20),
                                Optional.of(1)));
        assertEquals(
                Decision.say(new BootAnswer.Wait(Duration.ofSeconds(30), because))
                        .moving(open.stoppedBy(Rail.R12, because)),
                InstallRules.disks(asked, open));
    }

    static Stream<Case> whatHintsChange() {
        Attempt bySerial = hinted(none(), none(), Optional.of("S-1"));
        Attempt byWwn = hinted(none(), none(), Optional.of("wwn-S-1"));
        Attempt byOther = hinted(none(), none(), Optional.of("S-2"));
        Attempt wwn = hinted(Optional.of("wwn-S-2"), none(), none());
        Attempt large = hinted(none(), Optional.of(101L), none());
        return Stream.of(
                new Case(
                        "the foreign disk is named by serial: write",
                        bySerial,
                        disks(FOREIGN),
                        write(bySerial)),
                new Case(
                        "the foreign disk is named by WWN: write",
                        byWwn,
                        disks(FOREIGN),
                        write(byWwn)),
                new Case(
                        "another disk is named: hold",
                        byOther,
                        disks(FOREIGN),
                        held(
                                byOther,
                                "disk S-1 is not ours: it holds data without our marker; to lose"
                                        + " it, set spec.disk.overwrite to its serial")),
                new Case(
                        "the WWN chooses among two: write",
                        wwn,
                        List.of(disk("vda", "S-1", BLANK), disk("vdb", "S-2", BLANK)),
                        write(wwn, "vdb")),
                new Case(
                        "too small: hold",
                        large,
                        disks(BLANK),
                        held(large, "no disk fits spec.disk")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatHintsChange")
    void hintsChooseAndAllow(Case c) {
        assertEquals(c.want, InstallRules.disks(reports(c.disks), c.attempt));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void disksAreReportedBetweenTheStartAndTheImage(Stage stage) {
        boolean asked = EnumSet.of(Stage.STARTED, Stage.WRITING).contains(stage);

        assertEquals(
                asked ? write(FRESH.at(stage)) : notNow(stage),
                InstallRules.disks(reports(disks(BLANK)), FRESH.at(stage)));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void theImageIsReportedOnceItIsBeingWritten(Stage stage) {
        Attempt attempt = FRESH.at(stage);
        boolean taken = EnumSet.of(Stage.WRITING, Stage.WRITTEN).contains(stage);

        assertEquals(
                taken
                        ? Decision.say(new BootAnswer.Noted())
                                .moving(attempt.at(Stage.WRITTEN))
                                .reading(attempt.marker())
                        : notNow(stage),
                InstallRules.progress(progress(N1.address(), Installing.WRITTEN), attempt));
    }

    @ParameterizedTest
    @EnumSource(
            value = Installing.class,
            names = {"WRITING", "FAILED"})
    void progressMovesNothing(Installing now) {
        assertEquals(
                Decision.say(new BootAnswer.Noted()),
                InstallRules.progress(progress(N1.address(), now), FRESH.at(Stage.WRITING)));
    }

    @Test
    void anotherAddressMayNotReport() {
        Ip4 elsewhere = Ip4.parse("127.77.1.9");
        Decision refused = Decision.refuse("n1 is at 127.77.1.1, but 127.77.1.9 asked for it");

        assertEquals(
                refused,
                InstallRules.disks(
                        new BootRequest.Disks(
                                FRESH.permit().orElseThrow().id(), elsewhere, disks(BLANK)),
                        FRESH));
        assertEquals(
                refused,
                InstallRules.progress(
                        progress(elsewhere, Installing.WRITTEN), FRESH.at(Stage.WRITING)));
    }

    private static Decision write(Attempt attempt) {
        return write(attempt, "vda");
    }

    private static Decision write(Attempt attempt, String disk) {
        Marker marker =
                new Marker(
                        attempt.machine(),
                        attempt.id(),
                        attempt.commit(),
                        N1.fingerprint(),
                        Marker.State.INSTALLING);
        return Decision.say(
                        new BootAnswer.Write(
                                attempt.spec(), attempt.permit().orElseThrow(), disk, marker))
                .moving(attempt.at(Stage.WRITING))
                .reading(marker);
    }

    private static Decision held(Attempt attempt, String because) {
        return Decision.say(new BootAnswer.Wait(Duration.ofSeconds(30), because))
                .moving(attempt.stoppedBy(Rail.R6, because));
    }

    private static Decision notNow(Stage stage) {
        return Decision.refuse(
                "not in this stage: the permit of n1 is " + stage.name().toLowerCase(Locale.ROOT));
    }

    private static BootRequest.Disks reports(List<Disk> disks) {
        return new BootRequest.Disks(FRESH.permit().orElseThrow().id(), N1.address(), disks);
    }

    private static BootRequest.Progress progress(Ip4 from, Installing now) {
        return new BootRequest.Progress(FRESH.permit().orElseThrow().id(), from, now, 100);
    }

    private static List<Disk> disks(Content content) {
        return List.of(disk("vda", "S-1", content));
    }

    private static Disk disk(String name, String serial, Content content) {
        return new Disk(name, serial, Optional.of("wwn-" + serial), 100, content);
    }

    private static Attempt hinted(
            Optional<String> wwn, Optional<Long> minBytes, Optional<String> overwrite) {
        MachineSpec.Hardware was = N1.hardware();
        return attempt(
                        new MachineSpec(
                                N1.id(),
                                new MachineSpec.Hardware(
                                        was.macs(),
                                        was.uuid(),
                                        was.serial(),
                                        was.power(),
                                        new DiskHints(wwn, minBytes, overwrite),
                                        was.rack()),
                                N1.address(),
                                N1.profile(),
                                N1.install(),
                                N1.node(),
                                N1.intent()),
                        install(N1))
                .at(Stage.STARTED);
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }
}
