package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.Hours;
import dev.bringup.model.Pending;
import dev.bringup.model.Policy;
import dev.bringup.model.Sighting;
import dev.bringup.model.Policy.Sleep;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A rack of five over a night of which two stay awake.
class SleepSimTest {

    private static final int SIZE = 5;
    private static final int AWAKE = 2;
    private static final Instant EVENING = Instant.parse("2030-01-01T04:00:00Z");
    private static final Instant MORNING = Instant.parse("2030-01-01T09:00:00Z");
    private static final Pattern DEED =
            Pattern.compile("(\\S+) (NodeReady|NodeSilent|Stopped)\\[.*machine=(n[0-9]+).*");

    @Test
    void twoServeAllNightAndAllAreBackInTheMorning() {
        Sim sim = evening(1, 0);
        assertTrue(sim.converged(), sim::picture);
        sim.run(Duration.between(sim.now(), MORNING.minusSeconds(60)));

        assertEquals(AWAKE, ready(sim).size(), sim::picture);
        assertEquals(SIZE - AWAKE, sim.status().orElseThrow().plan().asleep().size(), sim::picture);
        sim.run(Duration.ofHours(1));

        assertTrue(sim.converged(), sim::picture);
        assertEquals(SIZE, ready(sim).size(), sim::picture);
    }

    @Test
    void oneMoreIsUpWhilePodsFindNoPlaceAndStaysUpAllNight() {
        Sim sim = evening(3, 0);
        sim.run(Duration.ofHours(2));
        assertEquals(AWAKE, ready(sim).size(), sim::picture);

        for (int i = 0; i < 60 && ready(sim).size() == AWAKE; i++) {
            sim.inject(new Sighting.PodsPending(new Pending(2)));
            sim.run(Duration.ofSeconds(20));
        }
        assertEquals(AWAKE + 1, ready(sim).size(), sim::picture);
        sim.inject(new Sighting.PodsPending(new Pending(0)));
        sim.run(Duration.between(sim.now(), MORNING.minusSeconds(60)));
        assertEquals(AWAKE + 1, ready(sim).size(), sim::picture);
    }

    /// While packets, answers and the reconciler get lost.
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void whateverElseGoesWrongAllAreBack(long seed) {
        Sim sim = evening(seed, 30);
        sim.run(Duration.ofHours(3));
        sim.crash();
        sim.run(Duration.between(sim.now(), MORNING));
        sim.calm();

        assertTrue(sim.runUntil(Sim::converged, Duration.ofHours(6)), sim::picture);
    }

    /// There was time to install everything, and it is evening where they sleep.
    private static Sim evening(long seed, int perMille) {
        Sim sim = new Sim(new SplittableRandom(seed), perMille, fleet(), new Invariants(1));
        sim.run(Duration.between(sim.now(), EVENING.minusSeconds(60)));
        return sim;
    }

    private static Desired fleet() {
        Hours night =
                new Hours(
                        EnumSet.allOf(DayOfWeek.class),
                        4 * 60,
                        9 * 60,
                        ZoneOffset.UTC,
                        "daily 04:00-09:00 UTC");
        Sleep sleep = new Sleep(List.of(new Sleep.Schedule("worker", night)), AWAKE);
        Policy policy =
                Fleet.ONE_AT_A_TIME.with(
                        new Policy.Timing(List.of(), List.of(), sleep), Optional.empty());
        return Fleet.of(1, policy, SIZE, 1);
    }

    /// By what was done alone. From the evening on there must be two at every moment.
    private static TreeSet<String> ready(Sim sim) {
        TreeSet<String> ready = new TreeSet<>();
        for (String line : sim.history()) {
            Matcher deed = DEED.matcher(line);
            if (!deed.matches()) {
                continue;
            }
            if (deed.group(2).equals("NodeReady")) {
                ready.add(deed.group(3));
            } else {
                ready.remove(deed.group(3));
            }
            boolean early = Instant.parse(deed.group(1)).isBefore(EVENING);
            assertTrue(early || ready.size() >= AWAKE, line);
        }
        return ready;
    }
}
