package dev.bringup.engine;

import dev.bringup.model.AddonsSeen;
import dev.bringup.model.AddonsSeen.Applied;
import dev.bringup.model.AddonsSeen.Flight;
import dev.bringup.model.AddonsSeen.Refused;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterPlan;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.ObjectKey;
import dev.bringup.port.Effect;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/// Asks what there is of the addons, hands out what is to be done to the cluster, and takes the
/// answers back.
final class ClusterStepper {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// What Kubernetes will not take it will not take in a moment either.
    private static final Duration STALLED = Duration.ofMinutes(2);

    private static final Duration LOOK_PATIENCE = Duration.ofSeconds(30);
    private static final Duration BUSY = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofSeconds(20);

    /// A cluster without addons may still hold some that left Git before we started.
    private static final Duration NONE = Duration.ofMinutes(5);

    private final Memory memory;
    private final World world;
    private final Ledger ledger;
    private Instant nextLook = Instant.MIN;
    private long asked;
    private Optional<CommitId> judged = Optional.empty();

    ClusterStepper(Memory memory, World world, Ledger ledger) {
        this.memory = memory;
        this.world = world;
        this.ledger = ledger;
    }

    /// What was seen was seen for a commit: what another one takes away is looked at once more.
    void look(Desired desired, long effect, Instant now) {
        if (!judged.equals(Optional.of(desired.commit().id()))) {
            judged = Optional.of(desired.commit().id());
            memory.addons(memory.addons().unknown().refusing(Optional.empty()));
            nextLook = Instant.MIN;
        }
        if (!now.isBefore(nextLook) && !memory.addons().isPending(now)) {
            nextLook = now.plus(LOOK_PATIENCE);
            asked = effect;
            world.effects().start(new Effect.Inspect(effect, desired.addons()));
        }
    }

    /// An answer to an older question may be from before what we did since.
    void inspected(long id, Optional<SortedMap<ObjectKey, Applied>> objects, Instant now) {
        if (id != asked) {
            return;
        }
        // A cluster that is just being made has its addons to get.
        nextLook = now.plus(memory.beginning().met().isPresent() ? QUIET : BUSY);
        objects.ifPresent(seen -> {
            memory.addons(memory.addons().looked(seen, now));
            boolean waiting = seen.values().stream().anyMatch(a -> a.unready().isPresent());
            boolean any =
                    !seen.isEmpty()
                            || memory.desired()
                                    .filter(d -> !d.addons().steps().isEmpty())
                                    .isPresent();
            nextLook = now.plus(waiting ? BUSY : any ? QUIET : NONE);
        });
    }

    void start(ClusterPlan.Step step, Desired desired, long effect, Instant now) {
        ClusterAction action = step.action();
        if (!(action instanceof ClusterAction.OnEtcd)) {
            asked = 0;
        }
        if (action instanceof ClusterAction.RemoveMember removal) {
            removal.installation().ifPresent(runs -> ledger.unmember(removal.before(), runs, now));
        }
        memory.addons(
                memory.addons()
                        .flying(Optional.of(new Flight(effect, action, now, now.plus(PATIENCE)))));
        world.witness().noted(new Note.ClusterStarted(now, action, step.because()));
        world.effects()
                .start(
                        switch (action) {
                            case ClusterAction.OnEtcd etcd ->
                                    new Effect.PerformOnEtcd(
                                            effect,
                                            etcd,
                                            memory.spec(etcd.by()).orElseThrow(),
                                            desired.cluster());
                            case ClusterAction.OnObjects objects ->
                                    new Effect.PerformOnCluster(effect, objects, desired.addons());
                        });
    }

    void finished(long effect, Outcome outcome, Instant now) {
        AddonsSeen seen = memory.addons();
        Optional<Flight> flight = seen.inFlight().filter(f -> f.id() == effect);
        if (flight.isEmpty()) {
            return;
        }
        ClusterAction action = flight.get().action();
        Duration took = Duration.between(flight.get().since(), now);
        world.witness().noted(new Note.ClusterEnded(now, action, outcome, took));
        Optional<Refused> refused =
                switch (outcome) {
                    case Outcome.Done _ -> Optional.empty();
                    case Outcome.Retry(String because, Duration after) ->
                            Optional.of(refused(action, because, now.plus(after)));
                    case Outcome.Stalled(String because) ->
                            Optional.of(refused(action, because, now.plus(STALLED)));
                };
        memory.addons(seen.flying(Optional.empty()).refusing(refused));
        switch (action) {
            case ClusterAction.OnEtcd etcd ->
                    refused.ifPresent(_ -> memory.etcd(e -> e.refusing(etcd.by(), now)));
            case ClusterAction.OnObjects _ -> {
                memory.addons(memory.addons().unknown());
                nextLook = now;
            }
        }
    }

    private static Refused refused(ClusterAction action, String because, Instant notBefore) {
        return new Refused(action.step(), action.verb(), because, notBefore);
    }
}
