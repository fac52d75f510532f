package dev.bringup.plan;

import static dev.bringup.plan.ThreePlanes.kept;
import static dev.bringup.plan.ThreePlanes.member;
import static dev.bringup.plan.ThreePlanes.plane;
import static dev.bringup.plan.ThreePlanes.three;
import static dev.bringup.plan.ThreePlanes.upgrade;
import static dev.bringup.plan.ThreePlanes.without;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Seen;
import dev.bringup.model.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// R5 where the cluster was made here: who comes with another disk leaves etcd before it joins.
class NewcomersTest {

    /// Its disk was written, nothing is known of what was on it, and its Node is gone.
    record Newcomer(String name, Scene scene, Etcd etcd, String then) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Newcomer> whoComesWithANewDiskLeavesFirst() {
        Marker own =
                new Marker(
                        Fleet.id(1),
                        new AttemptId("a2"),
                        Scene.by(2),
                        Fleet.fingerprint(2),
                        Marker.State.INSTALLED);
        Marker kept = Scene.marker(1, 2, Marker.State.INSTALLED);
        Scene booted = newcomer(Stage.BOOTED, Optional.of(own));
        String snapshot = "Snapshot[by=n2, before=n1]";
        String removal =
                "RemoveMember[by=n2, before=n1, member="
                        + member(1)
                        + ", installation="
                        + Optional.empty()
                        + "]";
        return Stream.of(
                new Newcomer("nobody looked", booted, Etcd.UNKNOWN, snapshot),
                new Newcomer("looked before it was begun", booted, kept(1, 3), snapshot),
                new Newcomer("it is listed", booted, kept(0, 3), removal),
                new Newcomer(
                        "it is listed and was prepared",
                        newcomer(Stage.ARMED, Optional.of(own)),
                        kept(0, 3),
                        removal),
                new Newcomer("it is not", booted, without(kept(0, 3), 1), "nothing"),
                new Newcomer(
                        "two of three have to agree",
                        newcomer(Stage.BOOTED, Optional.of(own)).with(3, Scene.absent()),
                        kept(0, 3),
                        "R5 etcd needs 2 of its members without n1, and 1 are known to serve"),
                new Newcomer(
                        "it kept what it had",
                        newcomer(Stage.BOOTED, Optional.of(kept)),
                        kept(0, 3),
                        "nothing"),
                new Newcomer(
                        "after a start",
                        newcomer(Stage.BOOTED, Optional.empty()),
                        kept(0, 3),
                        "R12 what its disk carries was not read since the start"),
                new Newcomer(
                        "it was let join",
                        newcomer(Stage.CLOSED, Optional.of(own)),
                        kept(0, 3),
                        "nothing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whoComesWithANewDiskLeavesFirst(Newcomer row) {
        Observed seen = met(row.scene.observed(), Beginning.NOTHING);
        seen = seen.with(seen.addons().with(row.etcd));
        Plan plan = Differ.diff(upgrade(), seen);
        boolean waits =
                Founding.of(upgrade(), seen)
                        .waits(upgrade().machine(Fleet.id(1)).orElseThrow())
                        .isPresent();

        assertEquals(
                row.then,
                plan.cluster()
                        .now()
                        .map(s -> s.action().toString())
                        .or(() ->
                                plan.held().stream()
                                        .filter(h -> h.machine().equals(Fleet.id(1)))
                                        .map(h -> h.rail() + " " + h.because())
                                        .findFirst())
                        .orElse("nothing"));
        assertEquals(!row.then.equals("nothing"), waits);
    }

    /// Nothing on its disk was ever part of a cluster.
    @Test
    void whoWasWrittenBeforeThereWasAClusterNeverWasInEtcd() {
        Beginning fresh = Beginning.NOTHING.written(Fleet.id(1), Set.of(new AttemptId("a2")));
        Observed seen = met(newcomer(Stage.BOOTED, Optional.empty()).observed(), fresh);

        assertEquals(Optional.empty(), Differ.diff(upgrade(), seen).cluster().now());
    }

    private static Scene newcomer(Stage stage, Optional<Marker> marker) {
        MachineSpec spec = plane(1, 2, Want.JOINED);
        Seen seen = Scene.absent();
        return three(Cordon.NONE)
                .with(1, marker.map(m -> Scene.marked(seen, m)).orElse(seen))
                .with(
                        Scene.attempt(spec, Scene.install(spec))
                                .at(stage)
                                .with(Timeline.from(Fleet.NOON).with(Phase.OS, Fleet.NOON, "up")));
    }

    /// The cluster was made long ago.
    private static Observed met(Observed seen, Beginning beginning) {
        Beginning met = beginning.met(Fleet.NOON.minus(Duration.ofDays(9)));
        return new Observed(
                seen.moment(),
                seen.seen(),
                seen.inFlight(),
                seen.attempts(),
                seen.leaving(),
                seen.past(),
                seen.around().beginning(met));
    }
}
