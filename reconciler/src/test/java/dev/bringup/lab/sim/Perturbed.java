package dev.bringup.lab.sim;

import dev.bringup.Fleet;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.MachineSpec.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A story in which nothing goes wrong, and the same again with one thing that does, at each place
/// where it can: every journal entry, every answer, every packet.
enum Perturbed {
    /// From nothing to an image; to another; one that sleeps and is woken, leaves and comes back;
    /// an update that is reverted half-way.
    WORKERS(2) {
        @Override
        void tell(Sim sim) {
            arrive(sim, _ -> {});
            arrive(sim, s -> s.push(fleet(2, 2)));
            arrive(sim, s -> s.push(resting(3, Want.ASLEEP)));
            arrive(sim, s -> s.push(fleet(4, 2)));
            arrive(sim, s -> s.push(resting(5, Want.RELEASED)));
            arrive(
                    sim,
                    s -> {
                        s.push(fleet(6, 1));
                        s.run(Duration.ofMinutes(2));
                        s.push(fleet(7, 2));
                    });
        }
    },
    /// A cluster of three control planes is made from nothing, and all of them installed anew.
    CONTROL_PLANES(3) {
        @Override
        void tell(Sim sim) {
            arrive(sim, _ -> {});
            arrive(sim, s -> s.push(fleet(2, 2)));
        }
    };

    private static final Duration BOUND = Duration.ofHours(12);
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final int machines;

    Perturbed(int machines) {
        this.machines = machines;
    }

    abstract void tell(Sim sim);

    /// How often each fault could strike where none does.
    Map<Fault, Integer> chances() {
        Sim sim = sim(Optional.empty());
        tell(sim);
        return new TreeMap<>(sim.chances());
    }

    /// What came of it, if it is not what should.
    Optional<String> wrong(Chaos.Shot shot) {
        Sim sim = sim(Optional.of(shot));
        try {
            tell(sim);
            return sim.faults().equals(Map.of(shot.fault(), 1))
                    ? Optional.empty()
                    : Optional.of(shot + ": it struck as " + sim.faults());
        } catch (Sim.Violation | AssertionError e) {
            List<String> history = sim.history();
            int from = Math.max(0, history.size() - 40);
            String end = String.join("\n", history.subList(from, history.size()));
            return Optional.of(shot + ": " + e.getMessage() + "\n" + end + "\n" + sim.picture());
        }
    }

    private Sim sim(Optional<Chaos.Shot> shot) {
        Chaos chaos = new Chaos(new SplittableRandom(1), 0);
        shot.ifPresent(chaos::aim);
        Desired first = fleet(1, 1);
        Invariants invariants = new Invariants(1);
        if (first.cluster().kubernetes().isMadeHere()) {
            invariants.expectBirth(new TreeSet<>(first.machines().keySet()));
        }
        List<MachineSpec> rack = List.copyOf(first.machines().values());
        return new Sim(chaos, new Sim.Start(first, rack, START, Ears.NOBODY), invariants);
    }

    private static void arrive(Sim sim, Consumer<Sim> step) {
        step.accept(sim);
        if (!sim.runUntil(Sim::converged, BOUND)) {
            throw new AssertionError("not there in time");
        }
    }

    Desired fleet(int commit, int version) {
        return switch (this) {
            case WORKERS -> Fleet.of(commit, Fleet.ONE_AT_A_TIME, machines, version);
            case CONTROL_PLANES ->
                    Fleet.madeHere(
                            Fleet.of(
                                    commit,
                                    Fleet.ONE_AT_A_TIME,
                                    IntStream.rangeClosed(1, machines)
                                            .mapToObj(n -> plane(n, version))
                                            .toArray(MachineSpec[]::new)));
        };
    }

    private static MachineSpec plane(int n, int version) {
        return Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(n, version));
    }

    Desired resting(int commit, Want want) {
        Desired all = fleet(commit, 2);
        TreeMap<MachineId, MachineSpec> specs = new TreeMap<>(all.machines());
        specs.put(Fleet.id(machines), Fleet.machine(machines, 2, want));
        ClusterSpec cluster = all.cluster();
        return new Desired(all.commit(), cluster, specs);
    }
}
