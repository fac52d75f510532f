package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Rail;
import java.util.List;
import java.util.Optional;

/// The rails for what an operator does by hand. Those that judge a commit or its canary say nothing
/// here; those that keep workload, quorum and disks stand, until the operator says why not.
public final class ByHand {

    private ByHand() {}

    /// What holds this action, if anything does. The stricter of the policy in force and the one
    /// before it decides.
    public static Optional<Plan.Held> held(
            Desired desired, Observed observed, MachineSpec spec, Action action) {
        Fleet fleet = Fleet.of(desired, observed);
        return busy(observed, spec, action)
                .or(() -> disputed(fleet, spec, action))
                .or(() -> {
                    Differ.Asked asked =
                            new Differ.Asked(
                                    spec,
                                    new Plan.Step(
                                            action, "by hand", Optional.<Policy.Cure>empty()));
                    return observed.remembered()
                            .judging(desired.cluster().policy())
                            .map(policy -> new Rails(fleet, policy, List.of(asked)).byHand(asked))
                            .flatMap(verdict -> held(verdict, spec, action).stream())
                            .findFirst();
                });
    }

    /// Who else is at it. Another reconciler's lead cannot be overridden either.
    public static Optional<String> fenced(Observed observed, Action action) {
        return Leading.held(action, observed);
    }

    /// What runs there serves under another name: nobody would know that it was not drained.
    private static Optional<Plan.Held> disputed(Fleet fleet, MachineSpec spec, Action action) {
        return action.blast() == Action.Blast.NOTHING
                ? Optional.empty()
                : Claims.of(fleet)
                        .why(spec)
                        .map(why -> new Plan.Held(spec.id(), action.verb(), Rail.R12, why));
    }

    private static Optional<Plan.Held> busy(Observed observed, MachineSpec spec, Action action) {
        Optional<String> pending =
                observed.pending(spec.id()).map(other -> "'" + other.verb() + "' is under way");
        if (pending.isPresent()) {
            return Optional.of(new Plan.Held(spec.id(), action.verb(), Rail.R4, pending.get()));
        }
        boolean stops = action.blast() != Action.Blast.NOTHING;
        return observed.attempt(spec.id())
                .filter(Attempt::isWriting)
                .filter(_ -> stops)
                .map(_ ->
                        new Plan.Held(
                                spec.id(), action.verb(), Rail.R7, "its disk is being written"));
    }

    private static Optional<Plan.Held> held(
            Rails.Verdict verdict, MachineSpec spec, Action action) {
        return switch (verdict) {
            case Rails.Verdict.Held(Rail rail, String because) ->
                    Optional.of(new Plan.Held(spec.id(), action.verb(), rail, because));
            // What an operator does at once waits for no snapshot.
            case Rails.Verdict.Go _, Rails.Verdict.After _, Rails.Verdict.Later _ ->
                    Optional.empty();
        };
    }
}
