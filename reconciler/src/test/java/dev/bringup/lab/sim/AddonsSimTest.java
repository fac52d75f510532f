package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen.State;
import dev.bringup.model.Desired;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Addons come up in order, are put right and pruned, while answers and the reconciler get lost.
class AddonsSimTest {

    private static final Duration BOUND = Duration.ofHours(4);

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    private static ObjectKey key(int n) {
        return new ObjectKey("v1", "ConfigMap", "", "c" + n);
    }

    private static Desired desired(int commit, int version, int objects) {
        List<Addons.Step> steps =
                IntStream.range(0, objects)
                        .mapToObj(n ->
                                new Addons.Step(
                                        "base",
                                        "s" + n,
                                        Duration.ofMinutes(1),
                                        List.of(
                                                new Addons.Manifest(
                                                        key(n),
                                                        new Sha256(String.format("%064x", version)),
                                                        "{}"))))
                        .toList();
        return Fleet.of(commit, 2, 1).with(new Addons(steps));
    }

    private static boolean stands(Sim sim, Desired desired) {
        return sim.addons().objects().keySet().equals(desired.addons().labels().keySet())
                && desired.addons().steps().stream()
                        .flatMap(s -> s.manifests().stream())
                        .allMatch(m -> {
                            var there = sim.addons().objects().get(m.key());
                            return there.state() == State.AS_APPLIED
                                    && there.unready().isEmpty()
                                    && there.digest().equals(m.digest());
                        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theyEndAsGitHasThem(long seed) {
        Desired first = desired(1, 1, 4);
        Sim sim = new Sim(new SplittableRandom(seed), 40, first, new Invariants(1));
        assertTrue(sim.runUntil(s -> stands(s, first), BOUND), () -> "up" + sim.history());
        assertEquals(List.of(), sim.addons().wrong());

        sim.addons().lose(key(1));
        assertTrue(sim.runUntil(s -> stands(s, first), BOUND), "put right");

        Desired second = desired(2, 2, 3);
        sim.push(second);
        assertTrue(sim.runUntil(s -> stands(s, second), BOUND), "changed and pruned");
    }
}
