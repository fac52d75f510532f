package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterPlan;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Compares what Git asks for with what was seen. The same two values always give the same plan.
public final class Differ {

    private static final String LOOSENED =
            "; so says the policy before this commit, and loosening counts from the next one";

    /// Nobody remembers that Git ever named it, or that it left.
    private static final String STRAY =
            "its Node carries our stamp, and no file in Git names it: a commit brings its file back"
                    + " or, once that is in force, takes it away";

    private Differ() {}

    /// The next step of every machine that may take one now, and every step that a rail holds.
    public static Plan diff(Desired desired, Observed observed) {
        return diff(desired, observed, Sleepers.of(desired, observed));
    }

    static Plan diff(Desired commit, Observed observed, Sleepers sleepers) {
        Desired desired = sleepers.over(commit);
        List<Asked> steps = new ArrayList<>();
        List<Plan.Held> held = new ArrayList<>();
        Care care = new Care(desired, observed);
        held.addAll(Removal.held(observed));
        sleepers.kept().forEach((id, why) -> held.add(new Plan.Held(id, "powerOff", Rail.R9, why)));
        Fleet fleet = Fleet.of(desired, observed);
        held.addAll(fleet.tombstones().held().values());
        held.addAll(strays(fleet, held));
        Claims doubt = Claims.of(fleet);
        for (Fleet.Standing machine : fleet.all()) {
            MachineSpec spec = machine.spec();
            if (observed.pending(spec.id()).isPresent()) {
                continue;
            }
            switch (doubt.of(spec).orElseGet(() -> wish(machine, fleet, care, sleepers))) {
                case Wish.Nothing _ -> {}
                case Wish.Hold(String verb, Rail rail, String because) ->
                        held.add(new Plan.Held(spec.id(), verb, rail, because));
                case Wish.Step(Action action, String because, Optional<Policy.Cure> cure) -> {
                    String why = sleepers.called().getOrDefault(spec.id(), because);
                    steps.add(new Asked(spec, new Plan.Step(action, why, cure)));
                }
            }
        }
        // Counting goes through the whole fleet; mostly there is nothing to count for.
        Admitted admitted =
                steps.isEmpty()
                        ? new Admitted(List.of(), new TreeSet<>(), Optional.empty())
                        : admit(steps, held, fleet);
        return new Plan(
                admitted.now(),
                held,
                sleepers.words(),
                admitted.retrying(),
                ClusterRoad.next(commit, observed, admitted.first()));
    }

    private static List<Plan.Held> strays(Fleet fleet, List<Plan.Held> named) {
        return fleet.strays().stream()
                .filter(id -> !fleet.tombstones().machines().containsKey(id))
                .filter(id -> named.stream().noneMatch(h -> h.machine().equals(id)))
                .map(id -> new Plan.Held(id, "release", Rail.R2, STRAY))
                .toList();
    }

    /// A step that some machine needs, before anybody counted.
    record Asked(MachineSpec spec, Plan.Step step) {
        Action action() {
            return step.action();
        }
    }

    private static Wish wish(Fleet.Standing machine, Fleet fleet, Care care, Sleepers sleepers) {
        Observed observed = fleet.observed();
        Road road =
                new Road(
                        machine.spec(),
                        machine.seen(),
                        observed.attempt(machine.id()),
                        observed.at(),
                        care,
                        sleepers.cause(machine.id()));
        return fleet.stays(machine)
                ? machine.seen().untold().map(Differ::unclear).orElseGet(road::next)
                : fleet.tombstones().of(machine.id()).map(road::bury).orElseGet(road::leave);
    }

    /// An earlier program installed it: whether that is what Git asks for is not known before its
    /// commit was rendered again.
    private static Wish unclear(CommitId commit) {
        return new Wish.Hold(
                "look",
                Rail.R12,
                "what commit %s installed there is rendered again, to compare it"
                        .formatted(commit.brief()));
    }

    /// What may go, and what is done to etcd for one that may go then.
    private record Admitted(
            List<Plan.Step> now, SortedSet<MachineId> retrying, Optional<ClusterPlan.Step> first) {}

    private static Admitted admit(List<Asked> steps, List<Plan.Held> held, Fleet fleet) {
        Policy policy = fleet.desired().cluster().policy();
        Rails own = new Rails(fleet, policy, steps);
        Optional<Rails> before =
                fleet.observed()
                        .remembered()
                        .before()
                        .filter(earlier -> !earlier.equals(policy))
                        .map(earlier -> new Rails(fleet, earlier, steps));
        List<Plan.Step> now = new ArrayList<>();
        SortedSet<MachineId> retrying = new TreeSet<>();
        Optional<ClusterPlan.Step> first = Optional.empty();
        for (Asked step : steps) {
            switch (judge(step, own, before)) {
                case Rails.Verdict.Go _ -> {
                    own.spend(step.action());
                    before.ifPresent(rails -> rails.spend(step.action()));
                    now.add(step.step());
                }
                // Its place is kept: nobody else takes it meanwhile.
                case Rails.Verdict.After(ClusterAction.OnEtcd action, String because) -> {
                    own.spend(step.action());
                    before.ifPresent(rails -> rails.spend(step.action()));
                    first = first.or(() -> Optional.of(new ClusterPlan.Step(action, because)));
                    held.add(
                            new Plan.Held(
                                    step.spec().id(), step.action().verb(), Rail.R5, because));
                }
                // What was done needs its time; what was not is tried again.
                case Rails.Verdict.Later(Observed.Result last)
                        when last == Observed.Result.DONE -> {}
                case Rails.Verdict.Later _ -> retrying.add(step.spec().id());
                case Rails.Verdict.Held(Rail rail, String because) ->
                        held.add(
                                new Plan.Held(
                                        step.spec().id(), step.action().verb(), rail, because));
            }
        }
        return new Admitted(now, retrying, first);
    }

    /// The stricter of the two policies decides.
    private static Rails.Verdict judge(Asked step, Rails own, Optional<Rails> before) {
        Rails.Verdict verdict = own.judge(step);
        boolean passed =
                verdict instanceof Rails.Verdict.Go || verdict instanceof Rails.Verdict.After;
        return passed && before.isPresent()
                ? switch (before.get().judge(step)) {
                    case Rails.Verdict.Held(Rail rail, String because) ->
                            new Rails.Verdict.Held(rail, because + LOOSENED);
                    case Rails.Verdict.Go _ -> verdict;
                    case Rails.Verdict.After after -> after;
                    case Rails.Verdict.Later later -> later;
                }
                : verdict;
    }
}
