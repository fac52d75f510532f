package dev.bringup.view;

import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.InFlight;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// All machines of one look as views, by name.
public record Machines(
        Desired desired,
        Observed observed,
        Plan plan,
        Map<MachineId, AttemptView> ended,
        Map<MachineId, Long> imaged) {

    public List<MachineView> all() {
        return specs().values().stream().map(this::view).toList();
    }

    /// The same as objects for Kubernetes.
    public List<MachineObject> objects() {
        return specs().values().stream()
                .map(spec -> MachineObject.of(view(spec), spec, observed.of(spec.id())))
                .toList();
    }

    private TreeMap<MachineId, MachineSpec> specs() {
        TreeMap<MachineId, MachineSpec> specs = new TreeMap<>(observed.leaving());
        buried().forEach(spec -> specs.put(spec.id(), spec));
        specs.putAll(desired.machines());
        return specs;
    }

    /// Machines that left long ago and that a tombstone is about.
    private List<MachineSpec> buried() {
        Set<MachineId> named = new TreeSet<>(observed.attempts().keySet());
        desired.tombstones().stream()
                .filter(t -> !observed.remembered().departed().spent().contains(t))
                .forEach(t -> named.add(t.machine()));
        named.retainAll(observed.remembered().departed().specs().keySet());
        return named.stream()
                .map(id -> observed.remembered().departed().specs().get(id))
                .filter(Objects::nonNull)
                .toList();
    }

    public Condition condition(MachineSpec spec) {
        boolean stays = desired.machines().containsKey(spec.id());
        return Condition.of(
                spec,
                stays ? Condition.Place.IN_GIT : Condition.Place.LEAVING_GIT,
                plan.asleep().containsKey(spec.id())
                        ? MachineSpec.Want.ASLEEP
                        : spec.intent().state(),
                observed);
    }

    private MachineView view(MachineSpec spec) {
        Optional<AttemptView> attempt =
                observed.attempt(spec.id())
                        .map(a -> Attempts.open(a, Optional.ofNullable(imaged.get(spec.id()))))
                        .or(() -> Optional.ofNullable(ended.get(spec.id())));
        return new MachineView(
                spec.id().name(),
                condition(spec),
                new MachineView.Wanted(
                        Words.camel(spec.intent().state().name()),
                        spec.profile(),
                        spec.install().image().name(),
                        spec.fingerprint().brief()),
                new MachineView.Hardware(
                        spec.mac().text(), spec.address().toString(), spec.hardware().rack()),
                known(observed.of(spec.id())),
                attempt,
                new MachineView.Outlook(next(spec), held(spec.id())));
    }

    private static MachineView.Known known(Seen seen) {
        return new MachineView.Known(
                seen.power().map(Fact::value),
                seen.node().map(Fact::value).map(Machines::word),
                seen.installed().map(Fingerprint::brief),
                seen.sign().map(Fact::value));
    }

    private static MachineView.NodeWord word(NodeState state) {
        return switch (state) {
            case NodeState.Absent _ -> MachineView.NodeWord.ABSENT;
            case NodeState.Present node when node.cordon() != NodeState.Cordon.NONE ->
                    MachineView.NodeWord.CORDONED;
            case NodeState.Present node ->
                    node.ready() ? MachineView.NodeWord.READY : MachineView.NodeWord.NOT_READY;
        };
    }

    /// The one question that whoever looks at a machine has.
    private String next(MachineSpec spec) {
        MachineId id = spec.id();
        Optional<Plan.Step> step =
                plan.now().stream().filter(s -> s.action().machine().equals(id)).findFirst();
        if (step.isPresent()) {
            return step.get().action().verb() + " now: " + step.get().because();
        }
        InFlight flight = observed.inFlight().get(id);
        if (flight != null && observed.pending(id).isPresent()) {
            Duration so = Duration.between(flight.since(), observed.at());
            return flight.action().verb() + " is under way for " + Words.of(so);
        }
        return observed.attempt(id)
                .map(Machines::waits)
                .or(() -> pause(id))
                .or(() -> held(id).map(h -> h.verb() + " is held by " + h.rail()))
                .or(() -> Optional.ofNullable(plan.asleep().get(id)))
                .orElse("nothing to do");
    }

    private static String waits(Attempt attempt) {
        if (attempt.isLost() && attempt.stopped().isEmpty()) {
            return "it is being wiped, which nothing undoes";
        }
        return attempt.stopped().isPresent()
                ? "stopped until Git changes"
                : Attempts.running(attempt)
                        .map(phase -> "waits for the end of " + phase.label())
                        .orElse("waits for the Node");
    }

    private Optional<String> pause(MachineId id) {
        Instant now = observed.at();
        return observed.past().stream()
                .filter(past -> past.machine().equals(id) && past.notBefore().isAfter(now))
                .filter(past -> past.result() != Observed.Result.DONE)
                .max(Comparator.comparing(Past::notBefore))
                .map(past ->
                        past.verb()
                                + " may be tried again in "
                                + Words.of(Duration.between(now, past.notBefore())));
    }

    private Optional<MachineView.HeldView> held(MachineId id) {
        Optional<MachineView.HeldView> stopped =
                observed.attempt(id)
                        .flatMap(attempt ->
                                attempt.stopped()
                                        .map(stop ->
                                                held(
                                                        id,
                                                        attempt.goal().label(),
                                                        stop.rail(),
                                                        stop.because())));
        return plan.held().stream()
                .filter(held -> held.machine().equals(id))
                .findFirst()
                .map(held -> held(id, held.verb(), held.rail(), held.because()))
                .or(() -> stopped);
    }

    static MachineView.HeldView held(MachineId id, String verb, Rail rail, String because) {
        return new MachineView.HeldView(id.name(), verb, rail.name(), rail.text(), because);
    }
}
