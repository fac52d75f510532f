package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.lab.sim.Deed.Before;
import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The judges of how much is begun, and for whom, are judged.
class LimitsTest {

    private static final Instant NOON = Fleet.NOON;

    private static Invariants limited(int tries, int perHour, int perCommitPercent) {
        Invariants.Limits limits = new Invariants.Limits(tries, perHour, perCommitPercent);
        return new Invariants(
                9,
                new Invariants.Promise(Set.of(Fleet.id(1)), Duration.ZERO, _ -> true, 100, limits));
    }

    @Test
    void inAnHourNoMoreLoseTheirNodesThanMay() {
        assertEquals(
                Optional.of("2 machines lost their Nodes within an hour: [n1, n2]"),
                hourly(40, Fleet.id(2)));
        assertEquals(Optional.empty(), hourly(46, Fleet.id(2)));
        assertEquals(Optional.empty(), hourly(40, Fleet.id(1)));
    }

    /// One machine, and so many minutes later another.
    private static Optional<String> hourly(int minutes, MachineId other) {
        Invariants one = limited(9, 1, 100);
        Deed.NodeDeleted first = new Deed.NodeDeleted(NOON, Fleet.id(1));
        assertEquals(Optional.empty(), one.judge(first));
        return one.judge(new Deed.NodeDeleted(NOON.plusSeconds(minutes * 60L), other));
    }

    @Test
    void whatFailedOnTheFirstIsGivenToNobodyElse() {
        assertEquals(Optional.empty(), failed(1));
        assertEquals(Optional.of("n2 was given what failed on n1"), failed(2));
    }

    /// The second machine after this many failures on the first, which then proved it.
    private static Optional<String> failed(int times) {
        Invariants invariants = limited(2, 9, 100);
        assertEquals(
                Optional.empty(),
                invariants.judge(InvariantsTest.written(1, "a", Before.OWN_OLDER)));
        for (int i = 0; i < times; i++) {
            assertEquals(
                    Optional.empty(),
                    invariants.judge(new Deed.Failed(NOON, Fleet.id(1), Fleet.fingerprint(1))));
        }
        assertEquals(Optional.empty(), invariants.judge(new Deed.NodeReady(NOON, Fleet.id(1))));
        return invariants.judge(InvariantsTest.written(2, "b", Before.OWN_OLDER));
    }

    @Test
    void whileAnAlertFiresNobodyWhoServesIsTakenOut() {
        Optional<String> wrong = Optional.of("n2 was taken out while an alert fired for n1");
        Deed over = new Deed.Alarmed(NOON, Fleet.id(1), false);
        assertEquals(wrong, out(2, new Deed.NodeReady(NOON, Fleet.id(2))));
        assertEquals(Optional.empty(), out(1, new Deed.NodeReady(NOON, Fleet.id(2))));
        assertEquals(Optional.empty(), out(2, new Deed.NodeReady(NOON, Fleet.id(2)), over));
        assertEquals(Optional.empty(), out(2, new Deed.NodeSilent(NOON, Fleet.id(2))));
    }

    /// A cordon so many minutes after an alert fired, and after these.
    private static Optional<String> out(int minutes, Deed... deeds) {
        Invariants invariants = limited(9, 9, 100);
        invariants.judge(new Deed.Alarmed(NOON, Fleet.id(1), true));
        List.of(deeds).forEach(deed -> assertEquals(Optional.empty(), invariants.judge(deed)));
        return invariants.judge(new Deed.Cordoned(NOON.plusSeconds(minutes * 60L), Fleet.id(2)));
    }

    @Test
    void ofACommitThatDoesTooMuchOnlyWhatWasApprovedIsDone() {
        assertEquals(
                Optional.of(
                        "n1 was taken out for a commit that replaces 2 of 4, and nobody"
                                + " approved it"),
                asked(2));
        assertEquals(Optional.empty(), asked(1));
        assertEquals(
                Optional.empty(),
                asked(2, new Deed.Approved(NOON, Fleet.id(1), Fleet.fingerprint(2))));
    }

    /// A commit that asks so many of four for something else, and the first is taken out.
    private static Optional<String> asked(int many, Deed... deeds) {
        Invariants invariants = limited(9, 9, 25);
        for (int n = 1; n <= 4; n++) {
            invariants.judge(new Deed.Asked(NOON, Fleet.id(n), Fleet.fingerprint(1)));
            invariants.judge(InvariantsTest.written(n, "a" + n, Before.BLANK));
            invariants.judge(new Deed.NodeReady(NOON, Fleet.id(n)));
        }
        for (int n = 1; n <= many; n++) {
            invariants.judge(new Deed.Asked(NOON, Fleet.id(n), Fleet.fingerprint(2)));
        }
        List.of(deeds).forEach(invariants::judge);
        return invariants.judge(new Deed.Cordoned(NOON, Fleet.id(1)));
    }

    @Test
    void whoLostItsNodeUnderAnEarlierCommitWaitsForNobody() {
        Optional<String> early = Optional.of("n2 was reimaged before n1 had proved it");
        Deed gone = new Deed.NodeDeleted(NOON, Fleet.id(2));
        Deed asked = new Deed.Asked(NOON, Fleet.id(2), Fleet.fingerprint(1));
        Deed back = new Deed.NodeReady(NOON, Fleet.id(2));
        assertEquals(Optional.empty(), stranded(gone, asked));
        assertEquals(Optional.empty(), stranded(gone, new Deed.Returned(NOON, Fleet.id(2))));
        assertEquals(early, stranded(gone));
        assertEquals(early, stranded(asked, gone));
        assertEquals(early, stranded(gone, asked, back));
    }

    /// The second is written over after these.
    private static Optional<String> stranded(Deed... deeds) {
        Invariants invariants = new Invariants(1, InvariantsTest.FIRST);
        List.of(deeds).forEach(deed -> assertEquals(Optional.empty(), invariants.judge(deed)));
        return invariants.judge(InvariantsTest.written(2, "b", Before.OWN_OLDER));
    }
}
