package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Judges steps one after the other, so that what it let through counts against the next one.
final class Rails {

    sealed interface Verdict {
        record Go() implements Verdict {}

        /// Put off for a moment by an earlier try, which ended so; not worth a word.
        record Later(Result last) implements Verdict {}

        record Held(Rail rail, String because) implements Verdict {}

        /// Nothing holds it but that something is done to etcd first.
        record After(ClusterAction.OnEtcd first, String because) implements Verdict {}
    }

    /// How long after its end the answer of a drain may come.
    private static final Duration DRAIN_ANSWERS = Duration.ofMinutes(2);

    private final Desired desired;
    private final Observed observed;
    private final Policy policy;
    private final Budgets budgets;
    private final Quorum quorum;
    private final Optional<String> storm;
    private final Map<MachineId, List<Past>> past;

    Rails(Fleet fleet, Policy policy, List<Differ.Asked> steps) {
        desired = fleet.desired();
        observed = fleet.observed();
        this.policy = policy;
        budgets = new Budgets(fleet, policy, steps);
        quorum = new Quorum(fleet, policy);
        boolean cures = steps.stream().anyMatch(asked -> asked.step().cure().isPresent());
        storm = cures ? Storm.over(desired, observed, policy) : Optional.empty();
        past = observed.past().stream().collect(Collectors.groupingBy(Past::machine));
    }

    Verdict judge(Differ.Asked step) {
        Action action = step.action();
        Optional<Result> last = putOff(action);
        if (last.isPresent()) {
            return new Verdict.Later(last.get());
        }
        Optional<Verdict> held =
                Leading.held(action, observed)
                        .<Verdict>map(because -> new Verdict.Held(Rail.R11, because))
                        .or(this::suspended)
                        .or(() -> locked(step))
                        .or(() -> stormy(step))
                        .or(() -> skewed(step))
                        .or(() -> unsettled(step))
                        .or(() -> tooOften(step))
                        .or(() -> stale(step))
                        .or(() -> undrained(action))
                        .or(() -> quorum.hold(step))
                        .or(() -> budgets.tooMuch(step))
                        .or(() -> behindCanaries(step))
                        .or(() -> untimely(step))
                        .or(() -> budgets.hold(step))
                        .or(() -> quorum.first(step));
        return held.orElseGet(Verdict.Go::new);
    }

    /// An operator's own command: whether a commit is ripe for it does not matter, what it could
    /// break does.
    Verdict byHand(Differ.Asked step) {
        return suspended()
                .or(() -> locked(step))
                .or(() -> stale(step))
                .or(() -> undrained(step.action()))
                .or(() -> quorum.hold(step))
                .or(() -> untimely(step))
                .or(() -> budgets.hold(step))
                .orElseGet(Verdict.Go::new);
    }

    /// This step goes: it counts against the next one.
    void spend(Action action) {
        budgets.spend(action);
        quorum.spend(action);
    }

    /// A command that was carried out is repeated only within the attempt that waits for it.
    private Optional<Result> putOff(Action action) {
        boolean waits = observed.attempt(action.machine()).isPresent() || !opensAttempt(action);
        return past.getOrDefault(action.machine(), List.of()).stream()
                .filter(p -> waits || p.result() != Result.DONE)
                .filter(p -> p.verb().equals(action.verb()))
                .filter(p -> p.notBefore().isAfter(observed.at()))
                .map(Past::result)
                // What did not succeed says more.
                .max(Comparator.naturalOrder());
    }

    private static boolean opensAttempt(Action action) {
        return switch (action) {
            case Action.Wake _, Action.Reboot _, Action.Reimage _, Action.Wipe _ -> true;
            case Action.PowerOff _,
                    Action.Bootstrap _,
                    Action.Join _,
                    Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _,
                    Action.Release _ ->
                    false;
        };
    }

    private Optional<Verdict> suspended() {
        return Refusals.suspended(desired, observed)
                .map(because -> new Verdict.Held(Rail.OPERATOR, because));
    }

    /// Labels, taints and our own cordon still follow Git, and what is under way ends. A machine
    /// whose file is gone has nobody left to unlock it.
    private Optional<Verdict> locked(Differ.Asked step) {
        MachineId id = step.spec().id();
        boolean live =
                switch (step.action()) {
                    case Action.Label _, Action.Uncordon _, Action.Join _, Action.Bootstrap _ ->
                            true;
                    case Action.Wake _,
                            Action.PowerOff _,
                            Action.Reboot _,
                            Action.Reimage _,
                            Action.Drain _,
                            Action.Release _,
                            Action.Wipe _ ->
                            false;
                };
        return live || observed.attempt(id).isPresent() || desired.machine(id).isEmpty()
                ? Optional.empty()
                : step.spec()
                        .intent()
                        .locked()
                        .map(reason -> new Verdict.Held(Rail.OPERATOR, "locked: " + reason));
    }

    /// Judged before anything moves; what is under way was judged then.
    private Optional<Verdict> skewed(Differ.Asked step) {
        if (!installsAnew(step)) {
            return Optional.empty();
        }
        KubeVersion cluster = KubeVersion.parse(desired.cluster().kubernetesVersion());
        return step.spec()
                .install()
                .image()
                .kubernetes()
                .flatMap(kubelet ->
                        Skew.between(kubelet, cluster).or(() -> quorum.skew(step.spec(), kubelet)))
                .map(because -> new Verdict.Held(Rail.R13, because));
    }

    private boolean installsAnew(Differ.Asked step) {
        boolean installs =
                budgets.verb(step.action())
                                .filter(verb -> verb == Counted.replacing(step.spec()))
                                .isPresent()
                        || (step.action() instanceof Action.Wake(_, Optional<Fingerprint> goal)
                                && goal.isPresent());
        return installs && !isWipe(step) && observed.attempt(step.spec().id()).isEmpty();
    }

    /// A newer commit that is refused wants something else of it. Who is out already comes back.
    private Optional<Verdict> unsettled(Differ.Asked step) {
        Optional<Remembered.Frozen> frozen =
                Optional.ofNullable(observed.remembered().frozen().get(step.spec().id()));
        Seen seen = observed.of(step.spec().id());
        boolean serves = seen.present().isPresent() && !Counted.isOut(seen);
        boolean begins = serves && installsAnew(step) && step.step().cure().isEmpty();
        return frozen.filter(_ -> begins).map(why -> new Verdict.Held(why.rail(), why.because()));
    }

    /// When many Nodes go away at once, it is not their machines that are ill.
    private Optional<Verdict> stormy(Differ.Asked step) {
        return step.step().cure().isEmpty()
                ? Optional.empty()
                : storm.map(because -> new Verdict.Held(Rail.R14, because));
    }

    /// Retries count per machine, goal and commit, so that a revert starts at zero.
    private Optional<Verdict> tooOften(Differ.Asked step) {
        boolean counts =
                switch (step.action()) {
                    case Action.Wake _, Action.Reimage _, Action.Wipe _ -> true;
                    case Action.Reboot _ -> step.step().cure().isEmpty();
                    case Action.PowerOff _,
                            Action.Bootstrap _,
                            Action.Join _,
                            Action.Drain _,
                            Action.Uncordon _,
                            Action.Label _,
                            Action.Release _ ->
                            false;
                };
        if (!counts) {
            return Optional.empty();
        }
        long failures =
                Canaries.failures(
                        past.getOrDefault(step.spec().id(), List.of()), desired, step.spec());
        return failures < policy.retries().max()
                ? Optional.empty()
                : Optional.of(
                        new Verdict.Held(
                                Rail.R8, failures + " attempts failed; a new commit starts again"));
    }

    private static boolean isWipe(Differ.Asked step) {
        return step.action() instanceof Action.Wipe;
    }

    private Optional<Verdict> behindCanaries(Differ.Asked step) {
        boolean replaces =
                step.step().cure().isEmpty()
                        && !isWipe(step)
                        && budgets.verb(step.action())
                                .filter(v -> v == Budgeted.REIMAGE || v == Budgeted.REBOOT)
                                .isPresent();
        if (!replaces) {
            return Optional.empty();
        }
        Canaries canaries = new Canaries(desired, observed, policy);
        // Who is out already serves nobody; a canary that waits for its place would do so for ever.
        boolean inTheWay =
                budgets.isMissing(step.spec())
                        && canaries.of(step.spec().profile()).stream()
                                .anyMatch(budgets::isKeptWaiting);
        Optional<String> held =
                inTheWay ? canaries.quarantined(step.spec()) : canaries.hold(step.spec());
        return held.map(because -> new Verdict.Held(Rail.R8, because));
    }

    /// Windows and freezes are for what begins: what is under way finishes, unless its window says
    /// otherwise.
    private Optional<Verdict> untimely(Differ.Asked step) {
        return budgets.verb(step.action())
                .filter(verb -> !(Calendar.finishes(policy, verb) && underWay(step, verb)))
                .flatMap(verb -> Calendar.shut(policy, verb, observed.moment()))
                .or(() -> alarmed(step))
                .map(because -> new Verdict.Held(Rail.R9, because));
    }

    /// A cure is not held by what it cures; many ill Nodes at once are a storm's business.
    private Optional<String> alarmed(Differ.Asked step) {
        return step.step().cure().isPresent()
                ? Optional.empty()
                : budgets.verb(step.action())
                        .filter(verb -> !underWay(step, verb))
                        .flatMap(verb -> Gates.shut(policy, verb, observed));
    }

    /// An attempt is open, or the machine was drained for this while it was allowed: a drain takes
    /// its time.
    private boolean underWay(Differ.Asked step, Budgeted verb) {
        MachineId id = step.spec().id();
        Duration drain = observed.remembered().drain(policy).timeout().plus(DRAIN_ANSWERS);
        return budgets.goesOn(id, verb)
                || (Counted.isOut(observed.of(id))
                        && Calendar.wasOpen(policy, verb, observed.moment(), drain));
    }

    /// Silence is not absence, and facts that contradict each other are no ground to act on.
    private Optional<Verdict> stale(Differ.Asked step) {
        Action action = step.action();
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
        Optional<String> disputed =
                beating && off
                        ? Optional.of("disputed: it is off, yet its Node is Ready")
                        : step.spec().hardware().match().unlike(seen.hardware());
        return disputed.map(because -> new Verdict.Held(Rail.R12, because));
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
            case Action.Reboot _,
                    Action.PowerOff _,
                    Action.Reimage _,
                    Action.Release _,
                    Action.Wipe _ ->
                    serves(action.machine())
                            ? Optional.of(new Verdict.Held(Rail.R3, "its Node is not drained yet"))
                            : Optional.empty();
            case Action.Wake _,
                    Action.Bootstrap _,
                    Action.Join _,
                    Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _ ->
                    Optional.empty();
        };
    }

    private boolean serves(MachineId id) {
        return Care.serves(observed.of(id), policy, observed.at());
    }
}
