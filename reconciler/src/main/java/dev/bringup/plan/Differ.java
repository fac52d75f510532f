package dev.bringup.plan;

import dev.bringup.model.Rail;
import dev.bringup.model.Action;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compares what Git asks for with what was seen. The same two values always give the same plan.
public final class Differ {

    private static final String LOOSENED =
            "; so says the policy before this commit, and loosening counts from the next one";

    private Differ() {}

    /// The next step of every machine that may take one now, and every step that a rail holds.
    public static Plan diff(Desired desired, Observed observed) {
        List<Asked> steps = new ArrayList<>();
        List<Plan.Held> held = new ArrayList<>();
        observed.remembered()
                .frozen()
                .forEach((id, because) -> held.add(new Plan.Held(id, "release", Rail.R2, because)));
        for (MachineSpec spec : all(desired, observed).values()) {
            if (observed.pending(spec.id()).isPresent()) {
                continue;
            }
            switch (wish(spec, desired, observed)) {
                case Wish.Nothing _ -> {}
                case Wish.Hold(String verb, Rail rail, String because) ->
                        held.add(new Plan.Held(spec.id(), verb, rail, because));
                case Wish.Step(Action action, String because) ->
                        steps.add(new Asked(spec, action, because));
            }
        }
        // Counting goes through the whole fleet; mostly there is nothing to count for.
        return steps.isEmpty() ? new Plan(List.of(), held) : admit(steps, held, desired, observed);
    }

    private static SortedMap<MachineId, MachineSpec> all(Desired desired, Observed observed) {
        if (observed.leaving().isEmpty()) {
            return desired.machines();
        }
        TreeMap<MachineId, MachineSpec> all = new TreeMap<>(observed.leaving());
        all.putAll(desired.machines());
        return all;
    }

    /// A step that some machine needs, before anybody counted.
    record Asked(MachineSpec spec, Action action, String because) {}

    private static Wish wish(MachineSpec spec, Desired desired, Observed observed) {
        Road road =
                new Road(spec, observed.of(spec.id()), observed.attempt(spec.id()), observed.at());
        boolean stays = desired.machines().containsKey(spec.id());
        return stays ? road.next() : road.leave();
    }

    private static Plan admit(
            List<Asked> steps, List<Plan.Held> held, Desired desired, Observed observed) {
        Rails own = new Rails(desired, observed, desired.cluster().policy(), steps);
        Optional<Rails> before =
                observed.remembered()
                        .before()
                        .filter(policy -> !policy.equals(desired.cluster().policy()))
                        .map(policy -> new Rails(desired, observed, policy, steps));
        List<Plan.Step> now = new ArrayList<>();
        for (Asked step : steps) {
            switch (judge(step, own, before)) {
                case Rails.Verdict.Go _ -> {
                    own.spend(step.action());
                    before.ifPresent(rails -> rails.spend(step.action()));
                    now.add(new Plan.Step(step.action(), step.because()));
                }
                case Rails.Verdict.Later _ -> {}
                case Rails.Verdict.Held(Rail rail, String because) ->
                        held.add(
                                new Plan.Held(
                                        step.spec().id(), step.action().verb(), rail, because));
            }
        }
        return new Plan(now, held);
    }

    /// The stricter of the two policies decides.
    private static Rails.Verdict judge(Asked step, Rails own, Optional<Rails> before) {
        Rails.Verdict verdict = own.judge(step);
        return verdict instanceof Rails.Verdict.Go && before.isPresent()
                ? switch (before.get().judge(step)) {
                    case Rails.Verdict.Held(Rail rail, String because) ->
                            new Rails.Verdict.Held(rail, because + LOOSENED);
                    case Rails.Verdict.Go go -> go;
                    case Rails.Verdict.Later later -> later;
                }
                : verdict;
    }
}
