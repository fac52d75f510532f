package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Policy;
import dev.bringup.model.Remembered.Quarantine;
import dev.bringup.model.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who goes first, and whether the others may follow.
public final class Canaries {

    private final Desired desired;
    private final Observed observed;
    private final Policy policy;

    public Canaries(Desired desired, Observed observed, Policy policy) {
        this.desired = desired;
        this.observed = observed;
        this.policy = policy;
    }

    /// Why this machine may not have its new installation yet.
    Optional<String> hold(MachineSpec spec) {
        List<MachineSpec> canaries = of(spec.profile());
        return quarantined(spec)
                .or(() ->
                        canaries.contains(spec)
                                ? Optional.empty()
                                : canaries.stream()
                                        .flatMap(canary -> unproven(canary).stream())
                                        .findFirst());
    }

    /// Why nobody may have it but those who go first.
    Optional<String> quarantined(MachineSpec spec) {
        List<MachineSpec> canaries = of(spec.profile());
        Optional<String> quarantine =
                observed.remembered().quarantined().stream()
                        .filter(q -> q.profile().equals(spec.profile()))
                        .filter(q -> q.commit().equals(desired.commit().id()))
                        .map(Quarantine::because)
                        .findFirst();
        return canaries.isEmpty() || canaries.contains(spec) ? Optional.empty() : quarantine;
    }

    List<MachineSpec> of(String profile) {
        return policy.canary().stream()
                .flatMap(canary -> canary.first().stream())
                .flatMap(id -> desired.machine(id).stream())
                .filter(machine -> machine.profile().equals(profile))
                .toList();
    }

    /// A canary proves its installation by running it, Ready and in service, for the whole soak.
    private Optional<String> unproven(MachineSpec canary) {
        MachineId id = canary.id();
        if (canary.intent().state() != MachineSpec.Want.JOINED) {
            return Optional.of("canary " + id + " is not to join, so it proves nothing");
        }
        Seen seen = observed.of(id);
        boolean serves =
                seen.isReady()
                        && !Counted.isOut(seen)
                        && seen.installed().filter(canary.fingerprint()::equals).isPresent()
                        && seen.present().filter(n -> Stamps.rebootDue(canary, n)).isEmpty();
        if (!serves) {
            return Optional.of("canary " + id + " does not run what this commit asks for yet");
        }
        Instant since = seen.health().map(Seen.Health::since).orElse(observed.at());
        Instant until = since.plus(policy.canary().orElseThrow().soak());
        return observed.at().isBefore(until)
                ? Optional.of("canary " + id + " runs it well, and must until " + until)
                : Optional.empty();
    }

    /// The commit failed on a canary as often as it may: it is not for the others of its profile.
    public List<Quarantine> failed() {
        return policy.canary().stream()
                .flatMap(canary -> canary.first().stream())
                .flatMap(id -> desired.machine(id).stream())
                .filter(canary -> failures(canary) >= policy.retries().max() || isLeftOut(canary))
                .map(canary ->
                        new Quarantine(
                                canary.profile(),
                                desired.commit().id(),
                                "commit %s is quarantined for profile %s: it failed on canary %s;"
                                                .formatted(
                                                        desired.commit().id().brief(),
                                                        canary.profile(),
                                                        canary.id())
                                        + " revert it, or push what mends it"))
                .toList();
    }

    /// It failed, and has run what it was given since without joining. Nothing more is tried than
    /// to let it join, which opens no attempt that could fail: the time of all retries is enough.
    private boolean isLeftOut(MachineSpec canary) {
        Seen seen = observed.of(canary.id());
        boolean runs =
                seen.marker()
                                .map(Fact::value)
                                .filter(m -> m.state() == Marker.State.INSTALLED)
                                .filter(m -> m.fingerprint().equals(canary.fingerprint()))
                                .isPresent()
                        && isFresh(seen.bootId());
        boolean out = isFresh(seen.node()) && seen.present().isEmpty();
        Policy.Retries retries = policy.retries();
        Instant since = observed.at().minus(retries.backoff().multipliedBy(retries.max()));
        return runs
                && out
                && observed.attempt(canary.id()).isEmpty()
                && failed(of(canary.id()), desired, canary)
                        .filter(since::isAfter)
                        .anyMatch(at -> !hadNode(canary.id(), at));
    }

    /// Since then: a Node is stamped when it appears.
    private boolean hadNode(MachineId id, Instant since) {
        return of(id).stream()
                .filter(p -> p.verb().equals("label"))
                .anyMatch(p -> p.at().isAfter(since));
    }

    private boolean isFresh(Optional<? extends Fact<?>> fact) {
        return fact.filter(f -> f.isFresh(observed.at(), policy.stale())).isPresent();
    }

    private List<Past> of(MachineId id) {
        return observed.past().stream().filter(p -> p.machine().equals(id)).toList();
    }

    private long failures(MachineSpec spec) {
        return failures(of(spec.id()), desired, spec);
    }

    static long failures(List<Past> ofMachine, Desired desired, MachineSpec spec) {
        return failed(ofMachine, desired, spec).count();
    }

    /// When: counted per machine, goal and commit, so that a revert starts at zero.
    private static Stream<Instant> failed(List<Past> ofMachine, Desired desired, MachineSpec spec) {
        return ofMachine.stream()
                .filter(p -> p.result() == Observed.Result.FAILED)
                .filter(p -> p.cause().cure().isEmpty())
                .filter(p -> p.goal().equals(spec.fingerprint()))
                .filter(p -> p.commit().equals(desired.commit().id()))
                .map(Past::at)
                .distinct();
    }
}
