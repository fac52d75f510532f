package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Policy;
import dev.bringup.model.Remembered.Quarantine;
import dev.bringup.model.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
                .filter(canary -> failures(canary) >= policy.retries().max())
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

    private long failures(MachineSpec spec) {
        return failures(
                observed.past().stream().filter(p -> p.machine().equals(spec.id())).toList(),
                desired,
                spec);
    }

    /// Counted per machine, goal and commit, so that a revert starts at zero.
    static long failures(List<Past> ofMachine, Desired desired, MachineSpec spec) {
        return ofMachine.stream()
                .filter(p -> p.result() == Observed.Result.FAILED)
                .filter(p -> p.cause().cure().isEmpty())
                .filter(p -> p.goal().equals(spec.fingerprint()))
                .filter(p -> p.commit().equals(desired.commit().id()))
                .map(Past::at)
                .distinct()
                .count();
    }
}
