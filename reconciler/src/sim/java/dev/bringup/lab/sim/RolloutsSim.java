package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// As many rollouts as there is time for, on every core, and what was survived in figures.
class RolloutsSim {

    private static final Duration TIME = Duration.ofMinutes(Long.getLong("bringup.minutes"));
    private static final long MOST = Long.getLong("bringup.most");

    /// Alerts, addons, wipes, etcd and founding are other stories'.
    private static final EnumSet<Fault> ELSEWHERE =
            EnumSet.of(
                    Fault.GATE_SILENT,
                    Fault.ADDONS_NOT_SEEN,
                    Fault.WIPE_BREAKS_OFF,
                    Fault.INIT_FAILS,
                    Fault.ETCD_DIES);

    /// What one thread, or all of them, went through.
    private static final class Tally {
        private long rollouts;
        private double machineHours;
        private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        private final List<String> violations = new ArrayList<>();

        void add(long seed) {
            try {
                Sim sim = RolloutSimTest.told(seed);
                Instant begun = Instant.parse(sim.history().getFirst().split(" ", 2)[0]);
                rollouts++;
                machineHours +=
                        Duration.between(begun, sim.now()).toMinutes()
                                / 60.0
                                * RolloutSimTest.size(seed);
                sim.faults().forEach((fault, n) -> faults.merge(fault, (long) n, Long::sum));
            } catch (AssertionError wrong) {
                violations.add(wrong.getCause().getMessage() + "\n" + wrong.getMessage());
            }
        }

        void add(Tally other) {
            rollouts += other.rollouts;
            machineHours += other.machineHours;
            other.faults.forEach((fault, n) -> faults.merge(fault, n, Long::sum));
            violations.addAll(other.violations);
        }
    }

    @Test
    void nothingThatMustNotHappenHappens() throws Exception {
        AtomicLong seeds = new AtomicLong();
        Instant end = Instant.now().plus(TIME);
        Tally all = new Tally();
        int cores = Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(cores)) {
            Callable<Tally> work =
                    () -> {
                        Tally mine = new Tally();
                        long seed = seeds.getAndIncrement();
                        while (seed < MOST && Instant.now().isBefore(end)) {
                            mine.add(seed);
                            seed = seeds.getAndIncrement();
                        }
                        return mine;
                    };
            for (Future<Tally> each : threads.invokeAll(Collections.nCopies(cores, work))) {
                all.add(each.get());
            }
        }
        System.out.printf(
                "rollouts: %,d; simulated machine-hours: %,.0f; violations: %d%n",
                all.rollouts + all.violations.size(), all.machineHours, all.violations.size());
        all.faults.forEach((fault, n) -> System.out.printf("%,14d  %s%n", n, fault));
        assertEquals(List.of(), all.violations);
        Set<Fault> never = EnumSet.complementOf(ELSEWHERE);
        never.removeAll(all.faults.keySet());
        never.removeIf(Fault::isAimed);
        assertEquals(Set.of(), never, "a fault that never strikes proves nothing");
    }
}
