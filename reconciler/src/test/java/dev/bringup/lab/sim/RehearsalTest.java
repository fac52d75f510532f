package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Policy.Budget;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import dev.bringup.port.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A change that is tried before it is merged.
class RehearsalTest {

    private static final Policy CAUTIOUS =
            Fleet.with(
                    Fleet.ONE_AT_A_TIME,
                    Budgeted.REIMAGE,
                    new Budget(Optional.of(1), Optional.of(new Share(25)), Optional.empty()));

    private final List<Note> heard = new ArrayList<>();

    private static Desired fleet(int commit, Policy policy, int n, IntFunction<MachineSpec> each) {
        return Fleet.of(
                commit,
                policy,
                IntStream.rangeClosed(1, n).mapToObj(each).toArray(MachineSpec[]::new));
    }

    private static Desired fleet(int commit, Policy policy, int version) {
        return fleet(commit, policy, 3, n -> Fleet.machine(n, version));
    }

    private Rehearsal rehearsal(Desired before, Desired after, int perMille, long seed) {
        return new Rehearsal(
                new Rehearsal.Setup(before, after, Fleet.NOON, perMille, Duration.ofHours(24)),
                new SplittableRandom(seed),
                heard::add);
    }

    @Test
    void theRackIsThereBeforeTheChangeAndOnlyTheChangeIsTold() {
        Rehearsal.Outcome outcome =
                rehearsal(fleet(2, Fleet.ONE_AT_A_TIME, 1), fleet(3, Fleet.ONE_AT_A_TIME, 2), 0, 1)
                        .run();

        assertTrue(outcome.arrived());
        assertEquals(Optional.empty(), outcome.violation());
        assertEquals(Fleet.commit(3), ((Note.CommitAccepted) heard.getFirst()).commit());
        assertEquals(
                3,
                heard.stream().filter(n -> n instanceof Note.AttemptOpened).count(),
                heard::toString);
        assertTrue(
                outcome.held().stream().allMatch(h -> h.what().rail() == Rail.R4),
                () -> "held: " + outcome.held());
        assertTrue(heard.stream().noneMatch(n -> n.at().isBefore(Fleet.NOON)));
    }

    @Test
    void whatNeedsAHumanIsSaidSoonAndNothingIsDone() {
        Rehearsal rehearsal = rehearsal(fleet(2, CAUTIOUS, 1), fleet(3, CAUTIOUS, 2), 0, 1);
        Rehearsal.Outcome outcome = rehearsal.run();

        assertFalse(outcome.arrived());
        assertTrue(outcome.took().compareTo(Duration.ofHours(1)) < 0, outcome::toString);
        assertEquals(
                List.of(Rail.R15, Rail.R15, Rail.R15),
                rehearsal.left().stream().map(held -> held.rail()).toList());
        assertTrue(heard.stream().noneMatch(n -> n instanceof Note.AttemptOpened));
    }

    @Test
    void aMachineThatIsNewIsInTheRackToo() {
        Rehearsal.Outcome outcome =
                rehearsal(
                                fleet(2, Fleet.ONE_AT_A_TIME, 1),
                                fleet(3, Fleet.ONE_AT_A_TIME, 4, n -> Fleet.machine(n, 1)),
                                0,
                                1)
                        .run();
        assertTrue(outcome.arrived(), outcome::toString);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void faultsDelayItAndTheSameSeedIsTheSameStory(long seed) {
        Desired before = fleet(2, Fleet.ONE_AT_A_TIME, 1);
        Desired after = fleet(3, Fleet.ONE_AT_A_TIME, 2);
        Rehearsal.Outcome outcome = rehearsal(before, after, 40, seed).run();
        List<Note> first = List.copyOf(heard);
        heard.clear();

        assertTrue(outcome.arrived(), outcome::toString);
        assertEquals(outcome, rehearsal(before, after, 40, seed).run());
        assertEquals(first, heard);
    }

    /// As if no machine might ever be written again.
    @Test
    void whatMustNeverHappenEndsIt() {
        Rehearsal.Outcome outcome =
                new Rehearsal(
                                new Rehearsal.Setup(
                                        fleet(2, Fleet.ONE_AT_A_TIME, 1),
                                        fleet(3, Fleet.ONE_AT_A_TIME, 2),
                                        Fleet.NOON,
                                        0,
                                        Duration.ofHours(24)),
                                new SplittableRandom(1),
                                heard::add,
                                new Invariants(0))
                        .run();
        assertFalse(outcome.arrived());
        assertEquals(
                Optional.of("1 machines are being reimaged at once: [n1]"), outcome.violation());
    }
}
