package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// When those that wait for a budget have their turn, if everything takes as long as it usually
/// does: places become free as what goes on ends, and each is taken by the next in order.
public final class Turns {

    private static final Duration HOUR = Duration.ofHours(1);

    /// When it begins and when it is done.
    public record Turn(Instant begins, Instant ends) {}

    private final Desired desired;
    private final Observed observed;
    private final Pace pace;

    private Turns(Desired desired, Observed observed, Pace pace) {
        this.desired = desired;
        this.observed = observed;
        this.pace = pace;
    }

    public static SortedMap<MachineId, Turn> of(
            Desired desired, Observed observed, Plan plan, Pace pace) {
        TreeMap<MachineId, Turn> all = new TreeMap<>();
        if (plan.held().stream().anyMatch(h -> h.rail() == Rail.R4)) {
            Turns turns = new Turns(desired, observed, pace);
            for (Budgeted verb : Budgeted.values()) {
                turns.of(verb, plan, all);
            }
        }
        return all;
    }

    private void of(Budgeted verb, Plan plan, SortedMap<MachineId, Turn> all) {
        List<MachineSpec> waiting =
                plan.held().stream()
                        .filter(h -> h.rail() == Rail.R4)
                        .filter(h -> paid(h.verb(), h.machine()).equals(Optional.of(verb)))
                        .flatMap(h -> desired.machine(h.machine()).stream())
                        .toList();
        if (waiting.isEmpty()) {
            return;
        }
        PriorityQueue<Instant> places = places(verb, plan);
        boolean few = !places.isEmpty();
        List<Instant> begun = begun(verb, plan);
        Optional<Integer> perHour = least(verb, Policy.Budget::perHour);
        for (MachineSpec machine : waiting) {
            Instant free = few ? places.remove() : observed.at();
            Instant begins =
                    perHour.filter(most -> begun.size() >= most)
                            .map(most -> begun.get(begun.size() - most).plus(HOUR))
                            .filter(free::isBefore)
                            .orElse(free);
            Instant ends = begins.plus(pace.of(action(verb, machine), machine));
            all.put(machine.id(), new Turn(begins, ends));
            begun.add(begins);
            if (few) {
                places.add(ends);
            }
        }
    }

    /// When each place of a budget becomes free. Where only the hour counts, there are enough.
    private PriorityQueue<Instant> places(Budgeted verb, Plan plan) {
        PriorityQueue<Instant> places = new PriorityQueue<>();
        Optional<Integer> parallel = least(verb, Policy.Budget::parallel);
        if (parallel.isEmpty()) {
            return places;
        }
        for (Attempt attempt : observed.attempts().values()) {
            if (attempt.stopped().isEmpty() && Counted.verb(attempt.goal()) == verb) {
                Duration takes = pace.of(command(attempt), attempt.spec());
                places.add(later(attempt.openedAt().plus(takes)));
            }
        }
        for (Plan.Step step : plan.now()) {
            MachineId id = step.action().machine();
            boolean open = observed.attempt(id).isPresent();
            if (!open && paid(step.action().verb(), id).equals(Optional.of(verb))) {
                desired.machine(id)
                        .map(spec -> observed.at().plus(pace.of(action(verb, spec), spec)))
                        .ifPresent(places::add);
            }
        }
        while (places.size() > parallel.get()) {
            places.remove();
        }
        while (places.size() < parallel.get()) {
            places.add(observed.at());
        }
        return places;
    }

    /// When it was begun within the last hour, the earliest first.
    private List<Instant> begun(Budgeted verb, Plan plan) {
        List<Instant> begun = new ArrayList<>();
        Set<AttemptId> counted = new HashSet<>();
        Instant from = observed.at().minus(HOUR);
        for (Attempt attempt : observed.attempts().values()) {
            counted.add(attempt.id());
            if (Counted.verb(attempt.goal()) == verb && attempt.openedAt().isAfter(from)) {
                begun.add(attempt.openedAt());
            }
        }
        for (Past past : observed.past()) {
            boolean counts =
                    past.at().isAfter(from)
                            && past.result() != Result.PUT_OFF
                            && Budgets.named(past.verb()).equals(Optional.of(verb));
            if (counts && past.cause().attempt().map(counted::add).orElse(true)) {
                begun.add(past.at());
            }
        }
        plan.now().stream()
                .map(Plan.Step::action)
                .filter(a -> paid(a.verb(), a.machine()).equals(Optional.of(verb)))
                .filter(a -> observed.attempt(a.machine()).isEmpty())
                .forEach(_ -> begun.add(observed.at()));
        begun.sort(null);
        return begun;
    }

    /// What took longer than usual ends any moment.
    private Instant later(Instant end) {
        return end.isBefore(observed.at()) ? observed.at() : end;
    }

    /// By the stricter of the two policies, as rails judge.
    private Optional<Integer> least(
            Budgeted verb, Function<Policy.Budget, Optional<Integer>> part) {
        List<Policy> both = new ArrayList<>(List.of(desired.cluster().policy()));
        observed.remembered().before().ifPresent(both::add);
        return both.stream()
                .flatMap(policy -> part.apply(policy.budget(verb)).stream())
                .min(Integer::compare);
    }

    /// The budget that pays: for a drain, that of what it is a drain for.
    private Optional<Budgeted> paid(String verb, MachineId id) {
        return verb.equals("drain")
                ? desired.machine(id)
                        .map(spec ->
                                Counted.toCome(spec, observed.of(id)).orElse(Budgeted.POWER_OFF))
                : Budgets.named(verb);
    }

    private Action action(Budgeted verb, MachineSpec machine) {
        return switch (verb) {
            case WAKE ->
                    new Action.Wake(
                            machine.id(),
                            Optional.of(machine.fingerprint())
                                    .filter(f ->
                                            observed.of(machine.id())
                                                    .installed()
                                                    .filter(f::equals)
                                                    .isEmpty()));
            case REIMAGE -> new Action.Reimage(machine.id(), machine.fingerprint());
            case REBOOT -> new Action.Reboot(machine.id(), Optional.empty());
            case POWER_OFF -> new Action.PowerOff(machine.id());
        };
    }

    private static Action command(Attempt attempt) {
        MachineId id = attempt.machine();
        return switch (attempt.goal()) {
            case Goal.Installed(Fingerprint goal, Goal.Over over) ->
                    over == Goal.Over.NOTHING
                            ? new Action.Wake(id, Optional.of(goal))
                            : new Action.Reimage(id, goal);
            case Goal.Awake _ -> new Action.Wake(id, Optional.empty());
            case Goal.Rebooted(Optional<String> generation, _) -> new Action.Reboot(id, generation);
            case Goal.Wiped(Decommission tombstone) -> new Action.Wipe(id, tombstone);
        };
    }
}
