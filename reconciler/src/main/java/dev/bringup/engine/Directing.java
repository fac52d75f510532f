package dev.bringup.engine;

import dev.bringup.model.Attempt;
import dev.bringup.model.Direction;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Remembered;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What operators direct beside Git: judged, written down, then done. Nothing here lets a step pass
/// a rail; it only takes back what an operator or a failure put in its way.
final class Directing {

    private final Memory memory;
    private final World world;
    private final Ledger ledger;

    Directing(Memory memory, World world, Ledger ledger) {
        this.memory = memory;
        this.world = world;
        this.ledger = ledger;
    }

    /// Why not, or nothing when it is done.
    Optional<String> take(Direction direction, Instant now) {
        Optional<String> refusal = refusal(direction);
        if (refusal.isEmpty()) {
            if (direction instanceof Direction.Retry(MachineId machine, String reason)) {
                lift(machine, reason, now);
            }
            write(direction, now);
            world.witness().noted(new Note.Alarm(now, machine(direction), said(direction)));
        }
        return refusal;
    }

    private void write(Direction direction, Instant now) {
        world.journal().append(new Entry.Directed(now, direction));
        recall(direction, now);
        stopped(direction)
                .ifPresent(attempt ->
                        ledger.close(
                                attempt,
                                Entry.Ending.SUPERSEDED,
                                "retried by hand: " + direction.reason(),
                                now));
    }

    /// A quarantine goes with what brought it: the failures of its canaries.
    private void lift(MachineId machine, String reason, Instant now) {
        MachineSpec spec = memory.spec(machine).orElseThrow();
        List<Remembered.Quarantine> lifted =
                memory.around().remembered().quarantined().stream().filter(isOf(spec)).toList();
        for (Remembered.Quarantine quarantine : lifted) {
            world.journal().append(new Entry.Lifted(now, quarantine));
            memory.learn(r -> r.without(quarantine));
        }
        if (!lifted.isEmpty()) {
            memory.past().stream()
                    .filter(p -> p.result() == Result.FAILED && !p.machine().equals(machine))
                    .map(Past::machine)
                    .distinct()
                    .filter(id ->
                            memory.spec(id)
                                    .filter(m -> m.profile().equals(spec.profile()))
                                    .isPresent())
                    .toList()
                    .forEach(id -> write(new Direction.Retry(id, reason), now));
        }
    }

    private Optional<String> refusal(Direction direction) {
        return switch (direction) {
            case Direction.Suspend _ -> Optional.empty();
            case Direction.Resume _ ->
                    memory.around().remembered().suspended().isPresent()
                            ? Optional.empty()
                            : Optional.of("nobody suspended the fleet by hand");
            case Direction.Retry(MachineId machine, _) -> refusal(machine);
        };
    }

    private Optional<String> refusal(MachineId machine) {
        Optional<MachineSpec> spec = memory.spec(machine);
        if (spec.isEmpty()) {
            return Optional.of("there is no machine " + machine + " in the commit in force");
        }
        Optional<Attempt> open = Optional.ofNullable(memory.attempts().get(machine));
        if (open.isPresent() && open.get().stopped().isEmpty()) {
            return Optional.of(machine + " is being tried now: " + open.get().goal().label());
        }
        boolean waits = memory.past().stream().anyMatch(p -> isTaken(p, machine));
        return open.isPresent() || waits || isQuarantined(spec.get())
                ? Optional.empty()
                : Optional.of("nothing failed on " + machine + ": there is nothing to retry");
    }

    private Optional<Attempt> stopped(Direction direction) {
        return machine(direction)
                .flatMap(id -> Optional.ofNullable(memory.attempts().get(id)))
                .filter(attempt -> attempt.stopped().isPresent());
    }

    private boolean isQuarantined(MachineSpec spec) {
        return memory.around().remembered().quarantined().stream().anyMatch(isOf(spec));
    }

    private Predicate<Remembered.Quarantine> isOf(MachineSpec spec) {
        return q ->
                q.profile().equals(spec.profile())
                        && memory.accepted().equals(Optional.of(q.commit()));
    }

    /// As the journal tells it, too: after everything that failed before.
    void recall(Direction direction, Instant at) {
        switch (direction) {
            case Direction.Suspend(String reason) ->
                    memory.learn(r -> r.suspending(Optional.of(reason)));
            case Direction.Resume _ -> memory.learn(r -> r.suspending(Optional.empty()));
            case Direction.Retry(MachineId machine, _) -> forgive(machine, at);
        }
    }

    private void forgive(MachineId machine, Instant at) {
        List<Past> all = List.copyOf(memory.past());
        memory.past().clear();
        all.forEach(p -> memory.past().add(isTaken(p, machine) ? forgiven(p, at) : p));
    }

    private static boolean isTaken(Past past, MachineId machine) {
        return past.machine().equals(machine)
                && (past.result() == Result.FAILED || past.result() == Result.PUT_OFF);
    }

    /// Budgets go on counting it.
    private static Past forgiven(Past past, Instant at) {
        return new Past(
                past.machine(),
                past.verb(),
                past.cause(),
                past.at(),
                past.result() == Result.FAILED ? Result.FORGIVEN : past.result(),
                at);
    }

    private static Optional<MachineId> machine(Direction direction) {
        return direction instanceof Direction.Retry(MachineId machine, _)
                ? Optional.of(machine)
                : Optional.empty();
    }

    private static String said(Direction direction) {
        return switch (direction) {
            case Direction.Suspend(String reason) -> "the fleet is suspended by hand: " + reason;
            case Direction.Resume(String reason) -> "the fleet goes on, by hand: " + reason;
            case Direction.Retry(_, String reason) -> "retried by hand: " + reason;
        };
    }
}
