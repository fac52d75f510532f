package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A program that renders the same commits to other bytes than the one before it.
class TranslationTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);

    /// What an earlier program called what this one calls version 2.
    private static final Fingerprint OLD_WORDS = Fleet.fingerprint(77);

    private static final CommitId EARLIER = Fleet.commit(7).id();

    private final Bench bench = new Bench();

    private static NodeState.Present node(CommitId commit) {
        return Scene.present(2, Cordon.NONE)
                .stamped(
                        new NodeState.Stamp(
                                OLD_WORDS, commit, new AttemptId("a1"), Optional.empty()));
    }

    private static Marker marker() {
        return new Marker(N1.id(), new AttemptId("a1"), EARLIER, OLD_WORDS, Marker.State.INSTALLED);
    }

    private static Optional<SortedMap<MachineId, Fingerprint>> today(int version) {
        return Optional.of(new TreeMap<>(Map.of(N1.id(), Fleet.fingerprint(version))));
    }

    private void seen(NodeState.Present node) {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        bench.power(1, Power.ON);
        bench.nodes(Map.of(N1.id(), node));
    }

    private List<CommitId> asked() {
        return bench.effects.stream()
                .filter(Effect.Retell.class::isInstance)
                .map(e -> ((Effect.Retell) e).commit())
                .toList();
    }

    private List<Plan.Held> held() {
        return bench.status().plan().held();
    }

    @Test
    void whatTheSameCommitInstalledIsStampedAnew() {
        seen(node(Fleet.commit(1).id()));
        assertEquals(List.of(new Action.Label(N1.id())), bench.actions());
        assertEquals(
                Optional.of(
                        new NodeState.Stamp(
                                N1.fingerprint(),
                                Fleet.commit(1).id(),
                                new AttemptId("a1"),
                                Optional.empty())),
                bench.performed().getFirst().stamp());
        assertEquals(List.of(), asked());
    }

    @Test
    void whatAnEarlierCommitInstalledIsStampedAnewWhenItMeansTheSame() {
        bench.history = commit -> commit.equals(EARLIER) ? today(2) : Optional.empty();
        seen(node(EARLIER));
        assertEquals(List.of(EARLIER), asked());
        assertEquals(List.of(new Action.Label(N1.id())), bench.actions());
        assertEquals(
                N1.fingerprint(), bench.performed().getFirst().stamp().orElseThrow().fingerprint());
        assertEquals(
                "it runs what Git asks for, stamped by an earlier program",
                bench.status().plan().now().getFirst().because());
    }

    @Test
    void whatMeansSomethingElseIsInstalledAnew() {
        bench.history = _ -> today(1);
        seen(node(EARLIER));
        assertEquals(List.of(new Action.Drain(N1.id())), bench.actions());
    }

    @Test
    void aCommitThatIsGoneMeansSomethingElse() {
        seen(node(EARLIER));
        assertEquals(List.of(new Action.Drain(N1.id())), bench.actions());
    }

    @Test
    void nothingIsDoneBeforeItIsKnown() {
        bench.history = _ -> Optional.empty();
        seen(node(EARLIER));
        assertEquals(List.of(), bench.actions());
        assertEquals(
                List.of(
                        new Plan.Held(
                                N1.id(),
                                "look",
                                Rail.R12,
                                "what commit 00000000 installed there is rendered again, to compare"
                                        + " it")),
                held());

        bench.history = _ -> today(2);
        bench.pass(Duration.ofSeconds(29));
        assertEquals(1, asked().size());
        bench.pass(Duration.ofSeconds(1));
        assertEquals(2, asked().size());
        assertEquals(List.of(new Action.Label(N1.id())), bench.actions());
    }

    /// What this program rendered itself it need not render again.
    @Test
    void aCommitAfterTheOneInForceAsksNothing() {
        seen(Scene.present(2, Cordon.NONE));
        bench.git(Fleet.of(2, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 3)));
        assertEquals(List.of(), asked());
        assertEquals(List.of(new Action.Drain(N1.id())), bench.actions());
    }

    @Test
    void aDiskThatMeansTheSameIsNotWritten() {
        bench.history = _ -> Optional.empty();
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        bench.power(1, Power.OFF);
        bench.nodes(Map.of());
        assertEquals(
                List.of(new Action.Wake(N1.id(), Optional.of(N1.fingerprint()))), bench.actions());
        bench.ask(
                new BootRequest.Script(N1.mac(), N1.address(), Optional.empty(), Optional.empty()));
        BootRequest disks =
                new BootRequest.Disks(
                        bench.attempt(1).flatMap(Attempt::permit).orElseThrow().id(),
                        N1.address(),
                        List.of(
                                new BootRequest.Disk(
                                        "/dev/sda",
                                        "S1",
                                        Optional.empty(),
                                        1L << 40,
                                        new Content.Marked(marker()))));
        assertEquals(BootAnswer.Wait.class, bench.ask(disks).orElseThrow().getClass());

        bench.history = _ -> today(2);
        bench.pass(Duration.ofSeconds(30));
        assertEquals(BootAnswer.Reseed.class, bench.ask(disks).orElseThrow().getClass());
    }

    /// The attempt was opened in the words of before, and its machine is whole.
    @Test
    void anAttemptGoesOnInTheWordsOfToday() {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1.telling(OLD_WORDS)));
        bench.power(1, Power.OFF);
        bench.nodes(Map.of());
        assertEquals(OLD_WORDS, bench.attempt(1).orElseThrow().spec().fingerprint());

        bench.restart();
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        assertEquals(
                new Attempt.Goal.Installed(N1.fingerprint(), Attempt.Goal.Over.NOTHING),
                bench.attempt(1).orElseThrow().goal());
        bench.tell(
                new Message.Sighted(
                        new Sighting.ShellSeen(
                                N1.id(),
                                "boot-1",
                                Optional.of(bench.attempt(1).orElseThrow().marker()))));
        assertEquals(List.of(), asked());
    }
}
