package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Join.By;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Beginning;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Marker;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Whether a cluster is still to be made, and by whom. An API that does not answer is no cluster
/// that does not exist: one is made only where every control plane carries an installation that
/// this reconciler wrote itself and handed nothing to, and only ever by one of them.
public final class Founding {

    private static final String OVER =
            "; if that cluster is gone for good, empty the disk or take the machine out of Git";

    /// Where the cluster stands.
    sealed interface Stand {
        /// It is there, or somebody else's business.
        record There() implements Stand {}

        /// This machine is to make it.
        record Due(MachineId by) implements Stand {}

        /// This machine was let make it.
        record Begun(MachineId by) implements Stand {}

        record Unsure(String because) implements Stand {}

        /// Its only control plane is installed anew, and brings it back then.
        record Away(MachineId by, Step step) implements Stand {}
    }

    private enum Step {
        UNWRITTEN,
        WRITTEN,
        LET
    }

    private final Desired desired;
    private final Observed observed;
    private final Beginning beginning;
    private final Stand stand;

    private Founding(Desired desired, Observed observed) {
        this.desired = desired;
        this.observed = observed;
        beginning = observed.around().beginning();
        stand = isMadeHere() && beginning.met().isEmpty() ? judged() : away();
    }

    private Stand away() {
        return Lone.lost(desired, observed)
                .<Stand>map(lost -> new Stand.Away(lost.machine(), step(lost)))
                .orElseGet(Stand.There::new);
    }

    private Step step(Etcd.Lost lost) {
        Optional<AttemptId> runs =
                installed(lost.machine())
                        .map(Marker::attempt)
                        .filter(by -> !lost.installation().equals(Optional.of(by)));
        boolean let =
                beginning
                        .founder()
                        .filter(f -> f.machine().equals(lost.machine()))
                        .filter(f -> runs.equals(Optional.of(f.installation())))
                        .isPresent();
        return runs.isEmpty() ? Step.UNWRITTEN : let ? Step.LET : Step.WRITTEN;
    }

    public static Founding of(Desired desired, Observed observed) {
        return new Founding(desired, observed);
    }

    private boolean isMadeHere() {
        return desired.cluster().kubernetes().isMadeHere();
    }

    /// No API that could be asked of this machine is there yet: it may be just this one that it
    /// waits for.
    boolean isAwaited(MachineId id) {
        return switch (stand) {
            case Stand.There() -> false;
            case Stand.Away(MachineId by, _) -> by.equals(id);
            case Stand.Due _, Stand.Begun _, Stand.Unsure _ -> true;
        };
    }

    /// What the only control plane held is kept, and its disk is to be written.
    boolean isUnwritten(MachineId id) {
        return stand instanceof Stand.Away(MachineId by, Step step)
                && by.equals(id)
                && step == Step.UNWRITTEN;
    }

    private Stand judged() {
        TreeMap<MachineId, MachineSpec> planes = new TreeMap<>(observed.leaving());
        planes.putAll(desired.machines());
        planes.values().removeIf(machine -> !machine.isControlPlane());
        Optional<MachineId> first = beginning.founder().map(Beginning.Founder::machine);
        if (first.isEmpty()) {
            first =
                    planes.values().stream()
                            .filter(m -> m.intent().state() == Want.JOINED)
                            .filter(m -> desired.machine(m.id()).isPresent())
                            .map(MachineSpec::id)
                            .findFirst();
        }
        if (first.isEmpty()) {
            return new Stand.Unsure("no machine that is to be Joined has the role controlPlane");
        }
        MachineId by = first.get();
        return beginning.founder().map(f -> after(f, planes)).orElseGet(() -> before(by, planes));
    }

    /// Who began goes on, and who lost its disk may begin anew; nobody else.
    private Stand after(Beginning.Founder founder, SortedMap<MachineId, MachineSpec> planes) {
        MachineId id = founder.machine();
        boolean wanted =
                Optional.ofNullable(planes.get(id))
                        .filter(m -> m.intent().state() == Want.JOINED)
                        .filter(m -> desired.machine(id).isPresent())
                        .isPresent();
        if (!wanted) {
            return new Stand.Unsure(
                    "the cluster was begun on "
                            + id
                            + ", whose API never answered and which is no control plane of this"
                            + " commit; only there it can be gone on with");
        }
        return beginning.isFresh(id, founder.installation())
                ? new Stand.Begun(id)
                : before(id, planes);
    }

    private Stand before(MachineId by, SortedMap<MachineId, MachineSpec> planes) {
        for (MachineId id : observed.seen().keySet()) {
            Optional<Marker> strange =
                    installed(id)
                            .filter(marker -> !beginning.isFresh(id, marker.attempt()))
                            // What runs from memory has nothing on its disk.
                            .filter(_ -> desired.machine(id).filter(m -> m.isLive()).isEmpty());
            if (strange.isPresent()) {
                return new Stand.Unsure(
                        id
                                + " carries an installation that this reconciler does not know: it"
                                + " may belong to a cluster whose API does not answer"
                                + OVER);
            }
        }
        List<String> unknown =
                planes.keySet().stream()
                        .filter(id -> installed(id).isEmpty())
                        .map(MachineId::name)
                        .toList();
        return unknown.isEmpty()
                ? new Stand.Due(by)
                : new Stand.Unsure(
                        "every control plane is installed before one makes the cluster;"
                                + " waiting for "
                                + String.join(", ", unknown));
    }

    private Optional<Marker> installed(MachineId id) {
        return observed.of(id)
                .marker()
                .map(Fact::value)
                .filter(m -> m.machine().equals(id))
                .filter(m -> m.state() == Marker.State.INSTALLED);
    }

    /// Whether this machine makes the cluster, or goes on with it.
    public boolean isBy(MachineId id) {
        return switch (stand) {
            case Stand.Due(MachineId by) -> by.equals(id);
            case Stand.Begun(MachineId by) -> by.equals(id);
            case Stand.Away(MachineId by, Step step) -> by.equals(id) && step != Step.UNWRITTEN;
            case Stand.There _, Stand.Unsure _ -> false;
        };
    }

    /// Whether what this machine needs to make the cluster may be handed to it.
    public boolean mayBegin(MachineId id) {
        return switch (stand) {
            case Stand.Begun(MachineId by) -> by.equals(id);
            case Stand.Away(MachineId by, Step step) -> by.equals(id) && step == Step.LET;
            case Stand.There _, Stand.Due _, Stand.Unsure _ -> false;
        };
    }

    /// What etcd held, for the one that brings the cluster back.
    public Optional<Etcd.Snapshot> restores(MachineId id) {
        return Lone.snapshot(desired, observed, id);
    }

    /// Whether a machine that asks to join is told to wait, or makes the cluster first.
    boolean isAsked(MachineSpec machine) {
        return isBy(machine.id()) || waits(machine).isPresent();
    }

    /// Where there is no cluster yet, one makes it and the others wait.
    Wish joining(MachineSpec machine, By by, String because) {
        MachineId id = machine.id();
        return isBy(id)
                ? new Wish.Step(new Action.Bootstrap(id, by, restores(id)), first(id))
                : turn(machine)
                        .<Wish>map(why -> new Wish.Hold("join", Rail.R5, why))
                        .orElseGet(() -> new Wish.Step(new Action.Join(id, by), because));
    }

    private String first(MachineId id) {
        return restores(id)
                .map(s ->
                        "it brings the cluster back, as etcd was kept at "
                                + s.at().truncatedTo(ChronoUnit.SECONDS))
                .orElse("there is no cluster yet, and it is the first");
    }

    /// Why it may not join yet.
    public Optional<String> waits(MachineSpec machine) {
        return turn(machine)
                .or(() -> isListed(machine) ? Optional.of(Members.LISTED) : Optional.empty());
    }

    /// Whether etcd may list who it was before its disk was written.
    boolean isListed(MachineSpec machine) {
        return isMadeHere() && Members.newcomer(machine, observed).isPresent();
    }

    private Optional<String> turn(MachineSpec machine) {
        MachineId id = machine.id();
        return switch (stand) {
            case Stand.There() -> isMadeHere() ? queues(machine) : Optional.empty();
            case Stand.Due(MachineId by) ->
                    Optional.of("there is no cluster yet; " + by + " makes it");
            case Stand.Begun(MachineId by) ->
                    by.equals(id)
                            ? Optional.empty()
                            : Optional.of("there is no cluster yet; " + by + " is making it");
            case Stand.Unsure(String because) -> Optional.of("there is no cluster yet: " + because);
            case Stand.Away(MachineId by, Step step) ->
                    by.equals(id) && step == Step.LET
                            ? Optional.empty()
                            : Optional.of(by + " is installed anew and brings the cluster back");
        };
    }

    /// The first one ends what it began, and etcd takes one member at a time.
    private Optional<String> queues(MachineSpec machine) {
        Optional<MachineId> first =
                beginning
                        .founder()
                        .map(Beginning.Founder::machine)
                        .filter(by -> !by.equals(machine.id()))
                        .filter(by -> observed.attempt(by).filter(Attempt::installs).isPresent());
        if (first.isPresent()) {
            return Optional.of("the cluster is being made by " + first.get());
        }
        return machine.isControlPlane()
                ? desired.machines().values().stream()
                        .filter(MachineSpec::isControlPlane)
                        .map(MachineSpec::id)
                        .filter(other -> !other.equals(machine.id()) && isJoining(other))
                        .findFirst()
                        .map(Founding::oneAtATime)
                : Optional.empty();
    }

    static String oneAtATime(MachineId other) {
        return other + " is joining; control planes join one at a time";
    }

    private boolean isJoining(MachineId id) {
        Seen seen = observed.of(id);
        boolean handed =
                observed.attempt(id)
                        .flatMap(Attempt::stage)
                        .filter(stage -> stage == Stage.CLOSED)
                        .isPresent();
        boolean asked = observed.pending(id).filter(Action.Join.class::isInstance).isPresent();
        return (handed && !seen.isReady()) || asked;
    }

    /// From when on a machine may be expected to come: before that it was told to wait.
    public Optional<Instant> since(Attempt attempt) {
        boolean waiting = attempt.stage().filter(s -> s.compareTo(Stage.WRITTEN) >= 0).isPresent();
        if (!isMadeHere() || !waiting) {
            return Optional.empty();
        }
        boolean first =
                beginning.founder().filter(f -> f.machine().equals(attempt.machine())).isPresent();
        if (first && (beginning.met().isEmpty() || mayBegin(attempt.machine()))) {
            return beginning.founder().map(Beginning.Founder::at);
        }
        return waits(attempt.spec()).isPresent()
                ? Optional.of(observed.at())
                : Stream.concat(beginning.met().stream(), arrivals())
                        .max(Comparator.naturalOrder());
    }

    /// When each control plane became Ready: the next one may join only then.
    private Stream<Instant> arrivals() {
        return desired.machines().values().stream()
                .filter(MachineSpec::isControlPlane)
                .flatMap(m -> observed.of(m.id()).health().stream())
                .filter(Seen.Health::ready)
                .map(Seen.Health::since);
    }
}
