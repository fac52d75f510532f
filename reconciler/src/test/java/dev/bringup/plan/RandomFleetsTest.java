package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Graveyard;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Decommission;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Ten thousand fleets that nobody thought of, each judged by what its plan would do and nothing
/// that the planner counted.
class RandomFleetsTest {

    private static final int FLEETS = 10_000;

    private final SplittableRandom random = new SplittableRandom(77);

    private record World(Desired desired, Observed observed) {}

    @Test
    void noPlanBreaksARailAndTheSameWorldHasTheSamePlan() {
        List<String> wrong = new ArrayList<>();
        int steps = 0;
        int wipes = 0;
        for (int i = 0; i < FLEETS; i++) {
            World world = random.nextInt(3) == 0 ? buried(world()) : world();
            Plan plan = Differ.diff(world.desired(), world.observed());
            steps += plan.now().size();
            plan.now().forEach(step -> judge(step.action(), world, wrong));
            reimagesAtOnce(plan, world, wrong);
            controlPlanes(plan, world, wrong);
            wipes += wipes(plan, world, wrong);
            assertEquals(plan, Differ.diff(world.desired(), world.observed()));
        }

        assertEquals(List.of(), wrong);
        assertEquals(true, wipes > 100, "worlds in which something is wiped: " + wipes);
        assertEquals(true, steps > FLEETS / 2, "worlds in which something is done: " + steps);
    }

    @Test
    void aFleetThatIsWhatItShouldBeNeedsNothing() {
        for (int i = 0; i < 1000; i++) {
            Desired desired = world().desired();
            assertEquals(
                    Plan.EMPTY,
                    Differ.diff(desired, Settled.between(desired, desired, Fleet.NOON)));
        }
    }

    private static void judge(Action action, World world, List<String> wrong) {
        boolean live =
                world.desired().machine(action.machine()).filter(MachineSpec::isLive).isPresent();
        if (live && action instanceof Action.Reimage) {
            wrong.add("a disk for memory: " + action + " in " + world);
        }
        Seen seen = world.observed().of(action.machine());
        boolean stops =
                action instanceof Action.PowerOff
                        || action instanceof Action.Reboot
                        || action instanceof Action.Reimage
                        || action instanceof Action.Release;
        boolean ready = seen.present().filter(NodeState.Present::ready).isPresent();
        boolean drained = seen.present().filter(n -> n.cordon() == Cordon.DRAINED).isPresent();
        boolean away =
                seen.health()
                        .filter(h -> !h.ready())
                        .filter(h -> !h.since().isAfter(Fleet.NOON.minusSeconds(600)))
                        .isPresent();
        if (stops && seen.present().isPresent() && !drained && !away) {
            wrong.add("R3: " + action + " in " + world);
        }
        boolean destroys = stops || action instanceof Action.Drain;
        if (destroys && seen.node().filter(RandomFleetsTest::isFresh).isEmpty()) {
            wrong.add("R12: " + action + " on an old fact in " + world);
        }
        boolean off = seen.power().filter(p -> p.value() == Power.OFF && isFresh(p)).isPresent();
        if (destroys && ready && off) {
            wrong.add("R12: " + action + " on facts that disagree in " + world);
        }
    }

    /// Only what left, is without a Node by a fresh fact, has a good tombstone that was not used,
    /// and was seen to be what that names.
    private static int wipes(Plan plan, World world, List<String> wrong) {
        int wipes = 0;
        for (Plan.Step step : plan.now()) {
            if (!(step.action() instanceof Action.Wipe(MachineId id, Decommission tombstone))) {
                continue;
            }
            wipes++;
            Departed departed = world.observed().remembered().departed();
            boolean asked =
                    world.desired().tombstones().contains(tombstone)
                            && tombstone.machine().equals(id)
                            && !departed.spent().contains(tombstone)
                            && tombstone.expires().getYear() >= 2030;
            boolean gone =
                    world.desired().machine(id).isEmpty()
                            && !world.observed().leaving().containsKey(id)
                            && departed.specs().containsKey(id);
            boolean seen =
                    departed.known().containsKey(id)
                            && departed.known().get(id).identity().equals(tombstone.identity());
            boolean absent =
                    world.observed()
                            .of(id)
                            .node()
                            .filter(RandomFleetsTest::isFresh)
                            .filter(n -> n.value() instanceof NodeState.Absent)
                            .isPresent();
            if (!asked || !gone || !seen || !absent) {
                wrong.add("R2: " + step.action() + " in " + world);
            }
        }
        return wipes;
    }

    /// A machine that left long ago or leaves now, and a tombstone that may be good for it.
    private World buried(World world) {
        MachineSpec gone = Fleet.machine(9, 1);
        TreeMap<MachineId, Seen> seen = new TreeMap<>(world.observed().seen());
        seen.putIfAbsent(gone.id(), seen(gone));
        Decommission tombstone =
                new Decommission(
                        "goodbye",
                        gone.id(),
                        Graveyard.serial(random.nextInt(4) == 0 ? "S1" : "S9"),
                        Decommission.Method.QUICK,
                        LocalDate.of(random.nextInt(4) == 0 ? 2029 : 2030, 1, 1));
        Departed departed = random.nextInt(4) == 0 ? Departed.NOBODY : Graveyard.gone(9);
        Observed before = world.observed();
        return new World(
                world.desired().burying(List.of(tombstone)),
                new Observed(
                                before.at(),
                                seen,
                                before.inFlight(),
                                before.attempts(),
                                before.leaving(),
                                before.past())
                        .remembering(
                                Graveyard.remembering(
                                        random.nextInt(4) == 0
                                                ? departed.spending(tombstone)
                                                : departed)));
    }

    private static boolean isFresh(Fact<?> fact) {
        return fact.seenAt().isAfter(Fleet.NOON.minusSeconds(60));
    }

    /// The policy of these fleets allows one.
    private static void reimagesAtOnce(Plan plan, World world, List<String> wrong) {
        List<MachineId> begun =
                plan.now().stream()
                        .map(Plan.Step::action)
                        .filter(a -> a instanceof Action.Reimage || isForReimage(a, world))
                        .map(Action::machine)
                        .toList();
        long others =
                world.observed().attempts().values().stream()
                        .filter(a -> a.goal().label().equals("reimage"))
                        .filter(a -> !begun.contains(a.machine()))
                        .count();
        if (!begun.isEmpty() && begun.size() + others > 1) {
            wrong.add("R4: " + begun + " beside " + others + " in " + world);
        }
    }

    /// None is written or released; who is alone is not touched; else one, while all others serve.
    private static void controlPlanes(Plan plan, World world, List<String> wrong) {
        TreeMap<MachineId, MachineSpec> planes = new TreeMap<>(world.observed().leaving());
        planes.putAll(world.desired().machines());
        planes.values().removeIf(spec -> !spec.isControlPlane());
        List<Action> touching =
                plan.now().stream()
                        .map(Plan.Step::action)
                        .filter(a -> a.blast() != Action.Blast.NOTHING)
                        .filter(a -> planes.containsKey(a.machine()))
                        .toList();
        for (Action action : touching) {
            boolean writes = action instanceof Action.Reimage || action instanceof Action.Release;
            boolean drained = isCordoned(world.observed().of(action.machine()));
            boolean others =
                    planes.keySet().stream()
                            .filter(id -> !id.equals(action.machine()))
                            .allMatch(id -> serves(id, drained, world));
            if (writes || planes.size() < 3 || touching.size() > 1 || !others) {
                wrong.add("R5: " + touching + " in " + world);
            }
        }
    }

    /// Another one may stand drained only beside one that does too.
    private static boolean serves(MachineId id, boolean drained, World world) {
        Seen seen = world.observed().of(id);
        boolean off = seen.power().filter(p -> p.value() == Power.OFF).isPresent();
        return seen.isReady()
                && seen.node().filter(RandomFleetsTest::isFresh).isPresent()
                && world.observed().attempt(id).isEmpty()
                && !off
                && (drained || !isCordoned(seen));
    }

    private static boolean isCordoned(Seen seen) {
        return seen.present()
                .filter(n -> n.cordon() == Cordon.DRAINED || n.cordon() == Cordon.OURS)
                .isPresent();
    }

    private static boolean isForReimage(Action action, World world) {
        Optional<MachineSpec> spec = world.desired().machine(action.machine());
        return action instanceof Action.Drain
                && spec.filter(s -> s.intent().state() == Want.JOINED && !s.isLive()).isPresent()
                && world.observed()
                        .of(action.machine())
                        .installed()
                        .filter(f -> !f.equals(spec.orElseThrow().fingerprint()))
                        .isPresent();
    }

    private World world() {
        int size = 1 + random.nextInt(6);
        boolean planes = random.nextInt(3) == 0;
        MachineSpec[] specs =
                IntStream.rangeClosed(1, size)
                        .mapToObj(n -> machine(n, planes))
                        .map(spec -> planes ? plane(spec) : spec)
                        .toArray(MachineSpec[]::new);
        TreeMap<MachineId, Seen> seen = new TreeMap<>();
        TreeMap<MachineId, Attempt> attempts = new TreeMap<>();
        TreeMap<MachineId, MachineSpec> leaving = new TreeMap<>();
        for (MachineSpec spec : specs) {
            seen.put(spec.id(), seen(spec));
            if (spec.intent().state() == Want.JOINED && random.nextInt(6) == 0) {
                boolean blank = random.nextBoolean();
                Attempt.Goal goal =
                        spec.isLive()
                                ? new Attempt.Goal.Awake()
                                : blank ? Scene.install(spec) : Scene.reimage(spec);
                attempts.put(spec.id(), Scene.attempt(spec, goal));
            }
        }
        if (random.nextInt(4) == 0) {
            MachineSpec gone = planes ? plane(Fleet.machine(9, 1)) : Fleet.machine(9, 1);
            leaving.put(gone.id(), gone);
            seen.put(gone.id(), seen(gone));
        }
        return new World(
                Fleet.of(1, Fleet.ONE_AT_A_TIME, specs),
                new Observed(Fleet.NOON, seen, new TreeMap<>(), attempts, leaving, List.of()));
    }

    private MachineSpec machine(int n, boolean planes) {
        int version = 1 + random.nextInt(2);
        return !planes && random.nextInt(4) == 0
                ? Fleet.live(n, version)
                : Fleet.machine(n, version, want());
    }

    private MachineSpec plane(MachineSpec spec) {
        return random.nextInt(4) > 0
                ? Fleet.as(MachineSpec.Role.CONTROL_PLANE, random.nextBoolean() ? "g1" : "g2", spec)
                : spec;
    }

    private Want want() {
        Want[] all = Want.values();
        return random.nextInt(3) > 0 ? Want.JOINED : all[random.nextInt(all.length)];
    }

    private Seen seen(MachineSpec spec) {
        Seen seen = Seen.NOTHING;
        if (random.nextInt(5) > 0) {
            seen = seen.withPower(random.nextBoolean() ? Power.ON : Power.OFF, "bmc", when());
        }
        if (random.nextInt(8) > 0) {
            seen = seen.withNode(node(), "kubernetes", when());
            seen = random.nextInt(3) == 0 ? seen.since(Fleet.NOON.minusSeconds(601)) : seen;
        }
        if (random.nextInt(3) == 0) {
            Marker marker =
                    new Marker(
                            spec.id(),
                            new dev.bringup.model.AttemptId("a1"),
                            Fleet.commit(1).id(),
                            Fleet.fingerprint(1 + random.nextInt(2)),
                            random.nextBoolean()
                                    ? Marker.State.INSTALLED
                                    : Marker.State.INSTALLING);
            seen = seen.withMarker(Optional.of(marker), "installer", when());
        }
        return random.nextBoolean() ? seen.withBootId("boot", "ssh", when()) : seen;
    }

    private Instant when() {
        return Fleet.NOON.minus(Duration.ofSeconds(random.nextInt(4) == 0 ? 300 : 5));
    }

    private NodeState node() {
        if (random.nextInt(3) == 0) {
            return new NodeState.Absent();
        }
        Cordon[] cordons = Cordon.values();
        NodeState.Present node =
                Scene.present(1 + random.nextInt(2), cordons[random.nextInt(cordons.length)]);
        return new NodeState.Present(
                node.uid(),
                random.nextInt(3) > 0,
                node.cordon(),
                random.nextInt(6) > 0 ? node.stamp().map(s -> rebooted(s)) : Optional.empty(),
                node.labels(),
                List.of());
    }

    private static NodeState.Stamp rebooted(NodeState.Stamp stamp) {
        return new NodeState.Stamp(
                stamp.fingerprint(), stamp.commit(), stamp.attempt(), Optional.of("g1"));
    }
}
