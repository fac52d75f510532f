package dev.bringup.lab.sim;

import org.junit.jupiter.api.Test;
import java.util.Set;
import java.time.Duration;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.lab.sim.Deed.Before;
import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import dev.bringup.model.PermitId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The judge of the simulation is judged: each thing that must not happen is seen when it does.
class InvariantsTest {

    private static final Instant NOON = Fleet.NOON;

    private static final MachineId STRANGER = new MachineId("x1");

    private static Deed gave(MachineId box, Deed.What what) {
        return new Deed.Given(NOON, box, Fleet.id(1), new PermitId("permit01"), what);
    }

    record Case(String name, Optional<String> wrong, Deed... deeds) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> theLastDeedIsJudged() {
        return Stream.of(
                fine("stopping a drained machine", new Deed.Stopped(NOON, Fleet.id(1), false)),
                wrong(
                        "stopping a serving machine",
                        "n1 was stopped while it served",
                        new Deed.Stopped(NOON, Fleet.id(1), true)),
                wrong(
                        "stopping one that fell silent a moment ago",
                        "n1 was stopped 9 minutes after it fell silent, undrained",
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        new Deed.NodeSilent(NOON, Fleet.id(1)),
                        new Deed.Stopped(NOON.plusSeconds(9 * 60), Fleet.id(1), false)),
                fine(
                        "stopping one that was drained",
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        new Deed.Drained(NOON, Fleet.id(1)),
                        new Deed.NodeSilent(NOON, Fleet.id(1)),
                        new Deed.Stopped(NOON.plusSeconds(60), Fleet.id(1), false)),
                fine(
                        "stopping one that fell silent long ago",
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        new Deed.NodeSilent(NOON, Fleet.id(1)),
                        new Deed.Stopped(NOON.plusSeconds(10 * 60), Fleet.id(1), false)),
                wrong(
                        "stopping one that is off, says its BMC, and Ready, says its Node",
                        "n1 was stopped, and its BMC said that it was off already",
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        new Deed.Disputed(
                                NOON.plusSeconds(600), Fleet.id(1), NOON.plusSeconds(570))),
                fine(
                        "stopping one whose BMC was heard a moment too late",
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        new Deed.Disputed(
                                NOON.plusSeconds(600), Fleet.id(1), NOON.plusSeconds(595))),
                fine(
                        "stopping one that was off, and whose Node came back just now",
                        new Deed.NodeReady(NOON.plusSeconds(500), Fleet.id(1)),
                        new Deed.Disputed(
                                NOON.plusSeconds(600), Fleet.id(1), NOON.plusSeconds(570))),
                wrong(
                        "starting the installer on a box that has a machine's card",
                        "x1 is in no commit, and got the start of n1",
                        new Deed.Arrived(NOON, STRANGER, false),
                        gave(STRANGER, Deed.What.START)),
                fine(
                        "starting it on one that says of itself just what the machine does",
                        new Deed.Arrived(NOON, STRANGER, true),
                        gave(STRANGER, Deed.What.START)),
                wrong(
                        "letting that one write its disk",
                        "x1 is in no commit, and got the order of n1",
                        new Deed.Arrived(NOON, STRANGER, true),
                        gave(STRANGER, Deed.What.ORDER)),
                wrong(
                        "giving a machine what is another's",
                        "n2 got the payload of n1",
                        gave(Fleet.id(2), Deed.What.PAYLOAD)),
                wrong(
                        "giving a secret twice",
                        "the join secret of n1 was given twice",
                        gave(Fleet.id(1), Deed.What.JOIN_SECRET),
                        gave(Fleet.id(1), Deed.What.JOIN_SECRET)),
                wrong(
                        "releasing a machine that no commit took away",
                        "n1 was released, and no commit took it away",
                        new Deed.Released(NOON, Fleet.id(1))),
                fine(
                        "releasing one that a commit took away",
                        new Deed.Removed(NOON, Fleet.id(1)),
                        new Deed.Released(NOON, Fleet.id(1))),
                fine(
                        "releasing one that came back a moment ago",
                        new Deed.Removed(NOON, Fleet.id(1)),
                        new Deed.Returned(NOON, Fleet.id(1)),
                        new Deed.Released(NOON.plusSeconds(60), Fleet.id(1))),
                wrong(
                        "installing what only a rewritten branch asks for",
                        "n1 was given what only a rewritten branch asks for",
                        new Deed.Disowned(NOON, Fleet.id(1), Fleet.fingerprint(1)),
                        written(1, "a", Before.OWN_OLDER)),
                wrong(
                        "deleting a Node that serves",
                        "the Node of n1 was deleted while it served",
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        new Deed.NodeDeleted(NOON.plusSeconds(10 * 60), Fleet.id(1))),
                fine(
                        "installing again what was given up",
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        new Deed.NodeSilent(NOON, Fleet.id(1)),
                        new Deed.NodeDeleted(NOON.plusSeconds(10 * 60), Fleet.id(1)),
                        written(1, "a", Before.SAME)),
                fine("installing to a blank disk", written(1, "a", Before.BLANK)),
                fine("finishing what was begun", written(1, "a", Before.OWN_UNFINISHED)),
                wrong(
                        "writing a foreign disk",
                        "the foreign disk of n1 was written",
                        written(1, "a", Before.FOREIGN)),
                wrong(
                        "installing what is there already",
                        "n1 was installed again with what it had",
                        written(1, "a", Before.SAME)),
                wrong(
                        "wiping twice in one attempt",
                        "n1 was wiped twice by one attempt",
                        written(1, "a", Before.OWN_OLDER),
                        written(1, "a", Before.OWN_OLDER)),
                wrong(
                        "two at once where one is allowed",
                        "2 machines are being reimaged at once: [n1, n2]",
                        written(1, "a", Before.OWN_OLDER),
                        written(2, "b", Before.OWN_OLDER)),
                fine(
                        "one after the other",
                        written(1, "a", Before.OWN_OLDER),
                        new Deed.NodeReady(NOON, Fleet.id(1)),
                        written(2, "b", Before.OWN_OLDER)),
                fine(
                        "another after one left Git",
                        written(1, "a", Before.OWN_OLDER),
                        new Deed.Removed(NOON, Fleet.id(1)),
                        written(2, "b", Before.OWN_OLDER)),
                fine(
                        "finishing a write that a removal overtook",
                        new Deed.Removed(NOON, Fleet.id(1)),
                        written(1, "a", Before.OWN_OLDER),
                        written(2, "b", Before.OWN_OLDER)),
                wrong(
                        "two at once, one of which came back",
                        "2 machines are being reimaged at once: [n1, n2]",
                        new Deed.Removed(NOON, Fleet.id(1)),
                        new Deed.Returned(NOON, Fleet.id(1)),
                        written(1, "a", Before.OWN_OLDER),
                        written(2, "b", Before.OWN_OLDER)),
                fine("joining with a token", new Deed.Joined(NOON, Fleet.id(1), "t")),
                wrong(
                        "joining with a token that was used",
                        "n2 used a join token that was used before",
                        new Deed.Joined(NOON, Fleet.id(1), "t"),
                        new Deed.Joined(NOON, Fleet.id(2), "t")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void theLastDeedIsJudged(Case c) {
        Invariants invariants = new Invariants(1);
        List<Deed> deeds = List.of(c.deeds);
        for (Deed deed : deeds.subList(0, deeds.size() - 1)) {
            assertEquals(Optional.empty(), invariants.judge(deed));
        }
        assertEquals(c.wrong, invariants.judge(deeds.getLast()));
    }

    static final Invariants.Promise FIRST =
            new Invariants.Promise(Set.of(Fleet.id(1)), Duration.ofMinutes(5), _ -> true);

    @Test
    void theOthersWaitUntilTheFirstHasProvedIt() {
        assertEquals(
                Optional.of("n2 was reimaged before n1 had proved it"),
                new Invariants(1, FIRST).judge(written(2, "b", Before.OWN_OLDER)));
        assertEquals(Optional.of("n2 was reimaged before n1 had proved it"), second(4));
        assertEquals(Optional.empty(), second(5));
    }

    /// The second machine so many minutes after the first was Ready.
    private static Optional<String> second(int minutes) {
        Invariants invariants = new Invariants(1, FIRST);
        assertEquals(Optional.empty(), invariants.judge(written(1, "a", Before.OWN_OLDER)));
        assertEquals(Optional.empty(), invariants.judge(new Deed.NodeReady(NOON, Fleet.id(1))));
        return invariants.judge(
                new Deed.DiskWritten(
                        NOON.plus(Duration.ofMinutes(minutes)),
                        Fleet.id(2),
                        new AttemptId("b"),
                        Before.OWN_OLDER,
                        Fleet.fingerprint(1)));
    }

    @Test
    void anOlderInstallationIsWrittenOverInItsHoursOnly() {
        Invariants shut =
                new Invariants(1, new Invariants.Promise(Set.of(), Duration.ZERO, _ -> false));

        assertEquals(Optional.empty(), shut.judge(written(1, "a", Before.BLANK)));
        assertEquals(
                Optional.of("n1 was reimaged outside its hours"),
                shut.judge(written(1, "a", Before.OWN_OLDER)));
    }

    @Test
    void inAStormNothingIsStopped() {
        Invariants calm =
                new Invariants(1, new Invariants.Promise(Set.of(), Duration.ZERO, _ -> true, 40));
        for (int n = 1; n <= 5; n++) {
            assertEquals(Optional.empty(), calm.judge(new Deed.NodeReady(NOON, Fleet.id(n))));
        }
        for (int n = 1; n <= 3; n++) {
            assertEquals(Optional.empty(), calm.judge(new Deed.NodeSilent(NOON, Fleet.id(n))));
        }
        assertEquals(
                Optional.of("n1 was stopped in a storm: 3 of 5 Nodes are away"),
                calm.judge(new Deed.Stopped(NOON.plusSeconds(900), Fleet.id(1), false)));
    }

    @Test
    void neverTwoControlPlanesAtOnce() {
        assertEquals(Optional.empty(), planes(new Deed.NodeReady(NOON, Fleet.id(1))));
        assertEquals(
                Optional.of("control planes are stopped at once: [n1, n2]"),
                planes(new Deed.NodeSilent(NOON, Fleet.id(1))));
    }

    /// The second is stopped after the first and this.
    private static Optional<String> planes(Deed between) {
        Invariants invariants = guarded();
        assertEquals(
                Optional.empty(), invariants.judge(new Deed.Stopped(NOON, Fleet.id(1), false)));
        assertEquals(
                Optional.empty(), invariants.judge(new Deed.Stopped(NOON, Fleet.id(3), false)));
        assertEquals(Optional.empty(), invariants.judge(between));
        return invariants.judge(new Deed.Stopped(NOON.plusSeconds(900), Fleet.id(2), false));
    }

    @Test
    void aControlPlaneIsNeitherWrittenNorTakenOut() {
        assertEquals(
                Optional.of("the disk of the control plane n1 was written"),
                guarded().judge(written(1, "a", Before.OWN_OLDER)));
        assertEquals(
                Optional.of("the Node of the control plane n1 was deleted"),
                guarded().judge(new Deed.NodeDeleted(NOON, Fleet.id(1))));
        assertEquals(Optional.empty(), guarded().judge(written(3, "a", Before.OWN_OLDER)));
    }

    @Test
    void whoHasStepsJoinsAfterThem() {
        Invariants invariants = new Invariants(1);
        invariants.expectSteps(Set.of(Fleet.id(1)));
        Optional<String> early = Optional.of("n1 joined before its steps were run");

        assertEquals(early, invariants.judge(new Deed.Joined(NOON, Fleet.id(1), "a")));
        assertEquals(Optional.empty(), invariants.judge(new Deed.Joined(NOON, Fleet.id(2), "b")));
        invariants.judge(new Deed.StepsRun(NOON, Fleet.id(1)));
        assertEquals(Optional.empty(), invariants.judge(new Deed.Joined(NOON, Fleet.id(1), "c")));
        invariants.judge(written(1, "a", Before.OWN_UNFINISHED));
        assertEquals(early, invariants.judge(new Deed.Joined(NOON, Fleet.id(1), "d")));
    }

    private static Invariants guarded() {
        Invariants invariants = new Invariants(1);
        invariants.guard(Set.of(Fleet.id(1), Fleet.id(2)));
        return invariants;
    }

    private static Case fine(String name, Deed... deeds) {
        return new Case(name, Optional.empty(), deeds);
    }

    private static Case wrong(String name, String why, Deed... deeds) {
        return new Case(name, Optional.of(why), deeds);
    }

    static Deed written(int machine, String attempt, Before before) {
        return new Deed.DiskWritten(
                NOON, Fleet.id(machine), new AttemptId(attempt), before, Fleet.fingerprint(1));
    }
}
