package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Direction;
import dev.bringup.model.MachineId;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import dev.bringup.port.Entry;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Suspend, go on, retry: written down first, alive after a restart, and no way past a rail.
class DirectingTest {

    private static final MachineId N1 = Fleet.id(1);
    private static final MachineId N2 = Fleet.id(2);

    private final Bench bench = new Bench();

    private Optional<String> direct(Direction direction) {
        List<Optional<String>> replies = new ArrayList<>();
        bench.tell(new Message.Directed(direction, replies::add));
        assertEquals(1, replies.size());
        return replies.getFirst();
    }

    private List<String> held(MachineId machine) {
        return bench.status().plan().held().stream()
                .filter(h -> h.machine().equals(machine))
                .map(h -> h.rail() + ": " + h.because())
                .toList();
    }

    @Test
    void aFleetThatIsSuspendedBeginsNothingUntilItGoesOn() {
        assertEquals(Optional.empty(), direct(new Direction.Suspend("the room is on fire")));
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());

        assertEquals(List.of(), bench.actions());
        assertEquals(List.of("OPERATOR: suspended by hand: the room is on fire"), held(N1));
        assertEquals(
                "the fleet is suspended by hand: the room is on fire",
                bench.notes(Note.Alarm.class).getLast().text());

        bench.restart();
        assertEquals(
                Optional.of("the room is on fire"),
                bench.status().observed().remembered().suspended());
        bench.git(Fleet.of(1, 1, 1));
        bench.nodes(Map.of());
        assertEquals(List.of(), bench.actions());

        Direction on = new Direction.Resume("it is out");
        assertEquals(Optional.empty(), direct(on));
        assertEquals(
                "the fleet goes on, by hand: it is out",
                bench.notes(Note.Alarm.class).getLast().text());
        assertTrue(bench.journal.contains(new Entry.Directed(bench.now(), on)));
        assertEquals(1, bench.actions().size());
        assertEquals(Optional.of("nobody suspended the fleet by hand"), direct(on));
    }

    private static Policy once(Policy.Timing timing, Optional<Policy.Canary> canary) {
        return new Policy(
                        Fleet.ONE_AT_A_TIME.budgets(),
                        Fleet.ONE_AT_A_TIME.drain(),
                        Fleet.ONE_AT_A_TIME.removalMaxShare(),
                        new Policy.Retries(1, Duration.ofMinutes(1)),
                        Fleet.ONE_AT_A_TIME.stale())
                .with(timing, canary);
    }

    @Test
    void whatFailedTooOftenIsTriedAgainAndOnlyThat() {
        bench.git(Fleet.of(1, once(Policy.Timing.ALWAYS, Optional.empty()), 1, 1));
        assertEquals(
                Optional.of("nothing failed on n1: there is nothing to retry"),
                direct(new Direction.Retry(N1, "why not")));
        bench.nodes(Map.of());
        assertEquals(
                Optional.of("n1 is being tried now: install"),
                direct(new Direction.Retry(N1, "why not")));
        assertEquals(
                Optional.of("there is no machine n9 in the commit in force"),
                direct(new Direction.Retry(Fleet.id(9), "why not")));
        bench.pass(Duration.ofMinutes(11));
        bench.pass(Duration.ofMinutes(2));
        assertEquals(List.of("R8: 1 attempts failed; a new commit starts again"), held(N1));
        assertTrue(bench.attempt(1).isEmpty());

        assertEquals(Optional.empty(), direct(new Direction.Retry(N1, "a cable was loose")));
        assertEquals(
                "retried by hand: a cable was loose",
                bench.notes(Note.Alarm.class).getLast().text());
        assertTrue(bench.attempt(1).isPresent());

        // What is done over is still counted, and fails for good when it fails again.
        bench.pass(Duration.ofMinutes(11));
        bench.pass(Duration.ofMinutes(2));
        assertEquals(List.of("R8: 1 attempts failed; a new commit starts again"), held(N1));
        bench.restart();
        assertEquals(
                2,
                bench.status().observed().past().stream()
                        .filter(p -> p.machine().equals(N1) && p.verb().equals("wake"))
                        .filter(p -> p.cause().attempt().isPresent())
                        .count());
    }

    @Test
    void aQuarantineGoesWithTheFailuresThatBroughtIt() {
        Policy.Canary canary = new Policy.Canary(List.of(N1), Duration.ofMinutes(1));
        bench.git(Fleet.of(1, once(Policy.Timing.ALWAYS, Optional.of(canary)), 2, 1));
        bench.nodes(Map.of());
        bench.pass(Duration.ofMinutes(11));
        assertEquals(1, bench.status().observed().remembered().quarantined().size());

        assertEquals(Optional.empty(), direct(new Direction.Retry(N2, "the image is back")));
        bench.pass(Duration.ofSeconds(1));
        assertEquals(Set.of(), bench.status().observed().remembered().quarantined());
        bench.restart();
        assertEquals(Set.of(), bench.status().observed().remembered().quarantined());
        assertFalse(
                bench.status().plan().held().stream()
                        .map(Plan.Held::because)
                        .anyMatch(because -> because.contains("quarantined")));
        assertTrue(
                bench.status().plan().held().stream()
                        .filter(h -> h.machine().equals(N1))
                        .noneMatch(h -> h.rail() == Rail.R8));
    }
}
