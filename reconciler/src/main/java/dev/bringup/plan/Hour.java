package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Policy.Budgeted;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What each verb was begun for within the last hour, what goes on now and what this look lets
/// through. A command that is repeated within one attempt was begun once.
final class Hour {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Map<Budgeted, Set<Object>> ended = new EnumMap<>(Budgeted.class);
    private final Map<Budgeted, Set<MachineId>> begun = new EnumMap<>(Budgeted.class);

    /// Something past that was not part of an attempt.
    private record Alone(MachineId machine, Instant at) {}

    Hour(Observed observed) {
        for (Budgeted verb : Budgeted.values()) {
            ended.put(verb, new HashSet<>());
            begun.put(verb, new HashSet<>());
        }
        Instant from = observed.at().minus(HOUR);
        Set<AttemptId> open = new HashSet<>();
        for (Attempt attempt : observed.attempts().values()) {
            open.add(attempt.id());
            if (attempt.openedAt().isAfter(from)) {
                begin(Counted.verb(attempt.goal()), attempt.machine());
            }
        }
        for (Past past : observed.past()) {
            boolean goesOn = past.cause().attempt().filter(open::contains).isPresent();
            if (past.at().isAfter(from) && past.result() != Result.PUT_OFF && !goesOn) {
                Optional<Object> key = past.cause().attempt().map(Object.class::cast);
                Budgets.named(past.verb())
                        .ifPresent(verb ->
                                all(ended, verb)
                                        .add(
                                                key.orElseGet(() ->
                                                        new Alone(past.machine(), past.at()))));
            }
        }
    }

    void begin(Budgeted verb, MachineId machine) {
        all(begun, verb).add(machine);
    }

    boolean isBegun(Budgeted verb, MachineId machine) {
        return all(begun, verb).contains(machine);
    }

    /// Those that stand drained for it will begin as well, whatever else does.
    long count(Budgeted verb, Collection<MachineId> drained) {
        Set<MachineId> now = new HashSet<>(all(begun, verb));
        now.addAll(drained);
        return all(ended, verb).size() + (long) now.size();
    }

    private static <T> Set<T> all(Map<Budgeted, Set<T>> of, Budgeted verb) {
        return of.computeIfAbsent(verb, _ -> new HashSet<>());
    }
}
