package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Judges steps one after the other, so that what it let through counts against the next one.
final class Rails {

    sealed interface Verdict {
        record Go() implements Verdict {}

        /// Put off for a moment by an earlier try; not worth a word.
        record Later() implements Verdict {}

        record Held(Rail rail, String because) implements Verdict {}
    }

    private final Desired desired;
    private final Observed observed;
    private final Policy policy;
    private final Budgets budgets;
    private final Map<MachineId, List<Past>> past;

    Rails(Desired desired, Observed observed, Policy policy, List<Differ.Asked> steps) {
        this.desired = desired;
        this.observed = observed;
        this.policy = policy;
        budgets = new Budgets(desired, observed, policy, steps);
        past = observed.past().stream().collect(Collectors.groupingBy(Past::machine));
    }

    Verdict judge(Differ.Asked step) {
        Action action = step.action();
        if (putOff(action)) {
            return new Verdict.Later();
        }
        Optional<Verdict> held =
                suspended()
                        .or(() -> tooOften(step))
                        .or(() -> stale(action))
                        .or(() -> undrained(action))
                        .or(() -> budgets.hold(step));
        return held.orElseGet(Verdict.Go::new);
    }

    /// This step goes: it counts against the next one.
    void spend(Action action) {
        budgets.spend(action);
    }

    /// A command that was carried out is repeated only within the attempt that waits for it.
    private boolean putOff(Action action) {
        boolean waits = observed.attempt(action.machine()).isPresent() || !opensAttempt(action);
        return past.getOrDefault(action.machine(), List.of()).stream()
                .filter(p -> waits || p.result() != Result.DONE)
                .filter(p -> p.verb().equals(action.verb()))
                .anyMatch(p -> p.notBefore().isAfter(observed.at()));
    }

    private static boolean opensAttempt(Action action) {
        return switch (action) {
            case Action.Wake _, Action.Reboot _, Action.Reimage _ -> true;
            case Action.PowerOff _,
                    Action.Join _,
                    Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _,
                    Action.Release _ ->
                    false;
        };
    }

    private Optional<Verdict> suspended() {
        return desired.cluster()
                .suspend()
                .map(reason -> new Verdict.Held(Rail.OPERATOR, "suspended: " + reason));
    }

    /// Retries count per machine, goal and commit, so that a revert starts at zero.
    private Optional<Verdict> tooOften(Differ.Asked step) {
        if (!(step.action() instanceof Action.Wake || step.action() instanceof Action.Reimage)) {
            return Optional.empty();
        }
        long failures =
                past.getOrDefault(step.spec().id(), List.of()).stream()
                        .filter(p -> p.result() == Result.FAILED)
                        .filter(p -> p.goal().equals(step.spec().fingerprint()))
                        .filter(p -> p.commit().equals(desired.commit().id()))
                        .map(Past::at)
                        .distinct()
                        .count();
        return failures < policy.retries().max()
                ? Optional.empty()
                : Optional.of(
                        new Verdict.Held(
                                Rail.R8, failures + " attempts failed; a new commit starts again"));
    }

    /// Silence is not absence, and facts that contradict each other are no ground to act on.
    private Optional<Verdict> stale(Action action) {
        if (action.blast() == Blast.NOTHING) {
            return Optional.empty();
        }
        Seen seen = observed.of(action.machine());
        if (seen.node().filter(this::isFresh).isEmpty()) {
            return held(
                    Rail.R12, "what Kubernetes said of its Node is older than ", policy.stale());
        }
        boolean beating = seen.isReady() && seen.node().filter(this::isFresh).isPresent();
        boolean off = seen.power().filter(p -> p.value() == Power.OFF && isFresh(p)).isPresent();
        return beating && off
                ? Optional.of(
                        new Verdict.Held(Rail.R12, "disputed: it is off, yet its Node is Ready"))
                : Optional.empty();
    }

    private static Optional<Verdict> held(Rail rail, String because, Duration time) {
        return Optional.of(
                new Verdict.Held(
                        rail, because + time.toString().substring(2).toLowerCase(Locale.ROOT)));
    }

    private boolean isFresh(Fact<?> fact) {
        return fact.isFresh(observed.at(), policy.stale());
    }

    /// Nothing that stops a machine happens to a Node that serves.
    private Optional<Verdict> undrained(Action action) {
        return switch (action) {
            case Action.Reboot _, Action.PowerOff _, Action.Reimage _, Action.Release _ ->
                    serves(action.machine())
                            ? Optional.of(new Verdict.Held(Rail.R3, "its Node is not drained yet"))
                            : Optional.empty();
            case Action.Wake _, Action.Join _, Action.Drain _, Action.Uncordon _, Action.Label _ ->
                    Optional.empty();
        };
    }

    private boolean serves(MachineId id) {
        Optional<NodeState.Present> node = observed.of(id).present();
        return node.filter(n -> n.ready() && n.cordon() != Cordon.DRAINED).isPresent();
    }
}
