package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Cause;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Cure;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is made of a Node that is not Ready: for how long it still counts as in service, and which
/// cure is next after that. The stricter of the policy in force and the one before it decides.
final class Care {

    private final Observed observed;
    private final Desired desired;
    private final List<Policy> policies;
    private Optional<Map<MachineId, List<Past>>> cured = Optional.empty();
    private Optional<Founding> founding = Optional.empty();

    Care(Desired desired, Observed observed) {
        this.desired = desired;
        this.observed = observed;
        policies = observed.remembered().judging(desired.cluster().policy()).toList();
    }

    /// Asked of machines that have no Node.
    Founding founding() {
        Founding known = founding.orElseGet(() -> Founding.of(desired, observed));
        founding = Optional.of(known);
        return known;
    }

    /// Whether the Node must be drained before its machine is stopped.
    boolean serves(Seen seen) {
        return policies.stream().anyMatch(policy -> serves(seen, policy, observed.at()));
    }

    /// A Node that went away a moment ago may be back in another, with all its pods.
    static boolean serves(Seen seen, Policy policy, Instant now) {
        return seen.present()
                .filter(node -> node.cordon() != Cordon.DRAINED)
                .filter(node -> node.ready() || now.isBefore(givenUp(seen, policy, now)))
                .isPresent();
    }

    private static Instant givenUp(Seen seen, Policy policy, Instant now) {
        return since(seen, now).plus(policy.remediation().notReadyFor());
    }

    private static Instant since(Seen seen, Instant now) {
        return seen.health().map(Seen.Health::since).orElse(now);
    }

    /// The next cure of a machine that should serve and whose Node is not Ready.
    Wish cure(MachineSpec spec, Seen seen) {
        List<Cure> cures = cures();
        if (cures.isEmpty() || serves(seen)) {
            return Wish.NOTHING;
        }
        String state = "its Node is not Ready since " + since(seen, observed.at());
        if (cures.contains(Cure.PROBE) && !isAsked(seen)) {
            return new Wish.Hold("look", Rail.R12, state + "; the machine is asked first");
        }
        List<Cure> rungs = cures.stream().filter(cure -> cure != Cure.PROBE).toList();
        if (rungs.isEmpty()) {
            String answer = state + "; " + answer(seen) + ", and policy.remediation stops there";
            return new Wish.Hold("look", Rail.R12, answer);
        }
        return next(spec, rungs, state + "; " + answer(seen));
    }

    /// What was taken out of etcd never is in it again, also when Git wants it by now: it is
    /// written anew.
    Optional<Wish> outcast(MachineSpec spec, Seen seen) {
        boolean same = seen.installed().filter(spec.fingerprint()::equals).isPresent();
        if (!same || !Members.isOutcast(spec, seen, observed)) {
            return Optional.empty();
        }
        String because = "its member of etcd was removed, and what it runs cannot come back";
        return Optional.of(
                serves(seen)
                        ? new Wish.Step(new Action.Drain(spec.id()), because)
                        : new Wish.Step(
                                new Action.Reimage(spec.id(), spec.fingerprint()),
                                because,
                                Optional.of(Cure.REIMAGE)));
    }

    /// A machine that lost its Node to a cure which did not come to its end: what stands on its
    /// disk is what was to be replaced.
    Optional<Wish> goOn(MachineSpec spec) {
        return tries(spec).stream()
                .max(Comparator.comparing(Past::at))
                .filter(p -> p.result() == Observed.Result.FAILED)
                .flatMap(p -> p.cause().cure())
                .filter(cure -> cure == Cure.REIMAGE && cures().contains(cure))
                .map(cure -> next(spec, List.of(cure), "it was not written anew yet"));
    }

    private Wish next(MachineSpec spec, List<Cure> rungs, String state) {
        List<Past> tries = tries(spec);
        int tried = (int) tries.stream().map(Past::cause).map(Cause::attempt).distinct().count();
        Optional<Instant> last = tries.stream().map(Past::at).max(Comparator.naturalOrder());
        if (last.filter(at -> at.plus(backoff()).isAfter(observed.at())).isPresent()) {
            return Wish.NOTHING;
        }
        Cure next = rungs.get(Math.min(tried, rungs.size() - 1));
        Action action = action(spec, next);
        return tried >= most()
                ? new Wish.Hold(
                        action.verb(),
                        Rail.R8,
                        state + "; " + tried + " cures did not last; a new commit starts again")
                : new Wish.Step(action, "policy.remediation: " + state, Optional.of(next));
    }

    /// Only what both policies name.
    private List<Cure> cures() {
        return desired.cluster().policy().remediation().then().stream()
                .filter(c -> policies.stream().allMatch(p -> p.remediation().then().contains(c)))
                .toList();
    }

    /// What runs from memory is written anew by every boot.
    private static Action action(MachineSpec spec, Cure cure) {
        Action reboot = new Action.Reboot(spec.id(), spec.intent().rebootGeneration());
        return switch (cure) {
            case PROBE, REBOOT -> reboot;
            case REIMAGE ->
                    spec.isLive() ? reboot : new Action.Reimage(spec.id(), spec.fingerprint());
        };
    }

    /// Why a machine that restarts by itself again and again is not booted now.
    Optional<String> restarts(MachineId id) {
        return Restarts.tooMany(observed.past(), id, policies, observed.at());
    }

    /// It answered lately, or had the time to.
    private boolean isAsked(Seen seen) {
        Duration wait = policies.getFirst().stale();
        return Stream.concat(seen.power().stream(), seen.bootId().stream()).anyMatch(this::isFresh)
                || policies.stream()
                        .map(policy -> givenUp(seen, policy, observed.at()).plus(wait))
                        .allMatch(end -> end.isBefore(observed.at()));
    }

    private String answer(Seen seen) {
        if (seen.bootId().filter(this::isFresh).isPresent()) {
            return "its shell answers";
        }
        return seen.power().filter(this::isFresh).isPresent()
                ? "it is on and its shell does not answer"
                : "the machine does not answer";
    }

    private boolean isFresh(Fact<?> fact) {
        return fact.isFresh(observed.at(), policies.getFirst().stale());
    }

    /// Counted per machine, goal and commit, so that a revert starts at zero.
    private List<Past> tries(MachineSpec spec) {
        return cured().getOrDefault(spec.id(), List.of()).stream()
                .filter(p -> p.goal().equals(spec.fingerprint()))
                .filter(p -> p.commit().equals(desired.commit().id()))
                .toList();
    }

    /// Gone through only when some Node is away.
    private Map<MachineId, List<Past>> cured() {
        if (cured.isEmpty()) {
            cured =
                    Optional.of(
                            observed.past().stream()
                                    .filter(p -> p.cause().cure().isPresent())
                                    .filter(p -> p.result() != Observed.Result.PUT_OFF)
                                    .filter(p -> p.result() != Observed.Result.FORGIVEN)
                                    .collect(Collectors.groupingBy(Past::machine)));
        }
        return cured.get();
    }

    private Duration backoff() {
        return policies.stream()
                .map(p -> p.retries().backoff())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private int most() {
        return policies.stream().mapToInt(p -> p.retries().max()).min().orElseThrow();
    }
}
