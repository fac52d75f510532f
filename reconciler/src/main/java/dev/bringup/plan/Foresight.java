package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterPlan;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Forecast;
import dev.bringup.model.Forecast.Delay;
import dev.bringup.model.Forecast.Foreseen;
import dev.bringup.model.Forecast.Low;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Folds the plan: look, let every step do what it should, look again, until nothing is left to do.
/// It is the engine's own plan that is folded, so that a forecast cannot promise what the engine
/// would not do.
public final class Foresight {

    /// Where only time opens what is held (an hourly budget, a window), the fold waits for it in
    /// steps of this length.
    private static final Duration WAIT = Duration.ofMinutes(30);

    private static final Duration HORIZON = Duration.ofDays(15);

    private final Imagined world;
    private final Instant start;
    private final Pace pace;
    private final Told told = new Told(new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>());
    private int round;
    private long fewest;

    /// What was foreseen so far.
    private record Told(List<Foreseen> steps, List<ClusterAction> onEtcd, Set<Delay> delays) {}

    private Foresight(Imagined world, Pace pace) {
        this.world = world;
        this.pace = pace;
        start = world.now();
        fewest = world.serving();
    }

    /// From one commit to another, judged by the policies of both. A commit that takes away too
    /// much is not taken at all.
    public static Forecast between(Desired before, Desired after, Observed observed, Pace pace) {
        Optional<Refusals.Refusal> never = Refusals.of(before, after, observed);
        if (never.isPresent()) {
            return refused(before, never.get(), observed);
        }
        Optional<Diagnostic> refused = Removal.freezes(before, after);
        if (refused.isEmpty()) {
            Remembered judged = observed.remembered().under(Optional.of(before.cluster().policy()));
            return forecast(after, observed.remembering(judged), pace);
        }
        SortedMap<MachineId, Remembered.Frozen> frozen =
                Removal.frozen(Removal.gone(before, after), refused.get());
        Observed stays =
                new Observed(
                        observed.moment(),
                        observed.seen(),
                        observed.inFlight(),
                        observed.attempts(),
                        new TreeMap<>(),
                        observed.past(),
                        observed.around().remembering(observed.remembered().freezing(frozen)));
        return forecast(before, stays, pace);
    }

    /// Nothing of the commit is done.
    private static Forecast refused(Desired before, Refusals.Refusal refusal, Observed observed) {
        List<Plan.Held> held =
                before.machines().keySet().stream()
                        .map(id ->
                                new Plan.Held(
                                        id,
                                        refusal.verb(),
                                        refusal.rail(),
                                        refusal.diagnostic().problem()))
                        .toList();
        long serving = new Imagined(before, observed).serving();
        return new Forecast(List.of(), List.of(), held, new Low(serving, wanted(before)));
    }

    public static Forecast forecast(Desired desired, Observed observed, Pace pace) {
        // A forecast says what becomes of a commit. Those that sleep are woken by the end of their
        // night; nobody is put to sleep in it, or no fold would end.
        Sleepers sleepers = Sleepers.of(desired, observed).resting(observed);
        Forecast machines =
                new Foresight(new Imagined(desired, observed), pace).fold(desired, sleepers);
        return new Forecast(
                machines.steps(),
                machines.delays(),
                machines.held(),
                machines.low(),
                machines.cluster().and(ClusterForesight.of(desired, observed)));
    }

    private Forecast fold(Desired desired, Sleepers sleepers) {
        // Every machine has a road of a few steps; a fold that takes longer goes in circles.
        int most = 20 * world.machines() + 10;
        List<Plan.Held> held = List.of();
        while (round < most) {
            Plan plan = held(Differ.diff(desired, world.observed(), sleepers.at(world.wall())));
            held = plan.held();
            Optional<ClusterAction.OnEtcd> first = onEtcd(plan);
            if (!plan.now().isEmpty() || first.isPresent()) {
                take(plan, first);
            } else if (opensWithTime(held)) {
                world.pass(WAIT);
            } else {
                break;
            }
        }
        return new Forecast(
                told.steps(),
                lasting(held),
                held,
                new Low(fewest, wanted(desired)),
                new Forecast.OfCluster(told.onEtcd(), List.of()));
    }

    /// What waits for the end of a night is held until then.
    private static Plan held(Plan plan) {
        List<Plan.Held> all = new ArrayList<>(plan.held());
        plan.asleep()
                .forEach((id, words) ->
                        all.add(new Plan.Held(id, "wake", Rail.R9, "policy.sleep: " + words)));
        return new Plan(plan.now(), all, plan.asleep(), plan.retrying(), plan.cluster());
    }

    private static long wanted(Desired desired) {
        return desired.machines().values().stream()
                .filter(m -> m.intent().state() == MachineSpec.Want.JOINED)
                .count();
    }

    private boolean opensWithTime(List<Plan.Held> held) {
        return world.now().isBefore(start.plus(HORIZON))
                && held.stream().anyMatch(h -> h.rail().opensWithTime());
    }

    /// A delay is what was held once and went on later; what stays held is said as that.
    private List<Delay> lasting(List<Plan.Held> held) {
        Set<MachineId> stuck = new HashSet<>();
        held.forEach(h -> stuck.add(h.machine()));
        return told.delays().stream().filter(d -> !stuck.contains(d.machine())).toList();
    }

    private static Optional<ClusterAction.OnEtcd> onEtcd(Plan plan) {
        return plan.cluster()
                .now()
                .map(ClusterPlan.Step::action)
                .filter(ClusterAction.OnEtcd.class::isInstance)
                .map(ClusterAction.OnEtcd.class::cast);
    }

    private void take(Plan plan, Optional<ClusterAction.OnEtcd> first) {
        round++;
        Duration after = Duration.between(start, world.now());
        for (Plan.Held h : plan.held()) {
            // What comes first is told as what it is, not as a delay.
            if (first.filter(f -> f.before().equals(h.machine())).isPresent()) {
                continue;
            }
            told.delays().add(new Delay(h.machine(), h.verb(), h.rail(), h.because()));
        }
        for (Plan.Step step : plan.now()) {
            Action action = step.action();
            told.steps()
                    .add(
                            new Foreseen(
                                    round,
                                    after,
                                    action,
                                    world.installed(action.machine()),
                                    step.because()));
        }
        plan.now().forEach(step -> world.act(step.action()));
        first.ifPresent(action -> {
            told.onEtcd().add(action);
            world.act(action);
        });
        fewest = Math.min(fewest, world.serving());
        world.pass(
                plan.now().stream()
                        .map(step -> pace.of(step.action(), world.spec(step.action())))
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ofSeconds(5)));
    }
}
