package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Policy;
import dev.bringup.port.Entry;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.SourceAnswer;
import dev.bringup.port.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The way out of rewritten history: an operator names a commit.
class OverrideTest {

    private static final String WHY = "a cleaned history";
    private static final SourceAnswer REWRITTEN =
            new SourceAnswer.Unusable("history was rewritten");

    private final Bench bench = new Bench();

    private Optional<String> order(SourceAnswer answer) {
        List<Optional<String>> replies = new ArrayList<>();
        bench.tell(new Message.Ordered(answer, WHY, replies::add));
        assertEquals(1, replies.size());
        return replies.getFirst();
    }

    private Optional<String> byHand() {
        return bench.status().git().byHand().map(Status.ByHand::reason);
    }

    @Test
    void itIsJournaledBeforeItCounts() {
        bench.git(Fleet.of(1, 1, 1));
        bench.git(REWRITTEN);
        Desired other = Fleet.of(2, 1, 1);

        assertEquals(Optional.empty(), order(new SourceAnswer.Changed(other)));
        assertEquals(Optional.of(other), bench.status().desired());
        assertEquals(Optional.empty(), bench.status().git().unusable());
        assertEquals(Optional.of(WHY), byHand());
        List<Entry> last = bench.journal.stream().filter(e -> !(e instanceof Entry.Open)).toList();
        assertEquals(
                List.of(
                        new Entry.Overridden(bench.now(), other.commit().id(), WHY),
                        last.getLast()),
                last.subList(last.size() - 2, last.size()));
        assertTrue(last.getLast() instanceof Entry.Accepted, last.toString());
        assertEquals(
                "commit " + other.commit().id().brief() + " is accepted by hand: " + WHY,
                bench.notes(Note.Alarm.class).getLast().text());
    }

    @Test
    void itSurvivesARestartAndEndsWithTheNextCommit() {
        bench.git(Fleet.of(1, 1, 1));
        Desired other = Fleet.of(2, 1, 1);
        order(new SourceAnswer.Changed(other));
        bench.restart();
        bench.git(other);

        assertEquals(Optional.of(WHY), byHand());
        bench.git(REWRITTEN);
        assertEquals(Optional.of(WHY), byHand());
        bench.git(Fleet.of(3, 1, 1));
        assertEquals(Optional.empty(), byHand());
        bench.restart();
        bench.git(Fleet.of(3, 1, 1));
        assertEquals(Optional.empty(), byHand());
    }

    @Test
    void whatDoesNotLoadIsRefusedAndChangesNothing() {
        Desired first = Fleet.of(1, 1, 1);
        bench.git(first);
        Diagnostic typo =
                new Diagnostic(
                        "BU1001",
                        new Diagnostic.Position("machines/n1.yaml", 3, 3),
                        "unknown field 'iamge'",
                        Optional.of("did you mean 'image'?"),
                        "  iamge: os-2");
        int before = bench.journal.size();

        assertEquals(
                Optional.of(
                        "commit "
                                + Fleet.commit(2).id().brief()
                                + " does not load\n"
                                + Diagnostic.render(List.of(typo))),
                order(new SourceAnswer.Rejected(Fleet.commit(2), List.of(typo))));
        assertEquals(
                Optional.of("commit 12345678 is not on branch 'main' of here"),
                order(
                        new SourceAnswer.Unusable(
                                "commit 12345678 is not on branch 'main' of here")));
        assertEquals(
                Optional.of("commit " + first.commit().id().brief() + " is in force already"),
                order(new SourceAnswer.Changed(first)));
        assertEquals(before, bench.journal.size());
        assertEquals(Optional.of(first), bench.status().desired());
    }

    /// R2 stands: an order is about history, not about machines.
    @Test
    void itTakesNoMoreMachinesAwayThanACommitMay() {
        Desired first = Fleet.of(1, Policy.SAFE, 5, 1);
        bench.git(first);
        Optional<String> refusal = order(new SourceAnswer.Changed(Fleet.of(2, Policy.SAFE, 2, 1)));

        assertEquals(
                Optional.of(
                        "commit 00000000 removes 3 of 5 machines, policy.removal.maxShare allows 1"
                                + " (30%)"),
                refusal);
        assertEquals(Optional.of(first), bench.status().desired());
        assertEquals(Optional.empty(), byHand());
    }
}
