package dev.bringup;

import dev.bringup.model.Action;
import dev.bringup.model.Policy;
import dev.bringup.model.Fact;
import dev.bringup.model.Around;
import dev.bringup.model.Alert;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Lead;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Pending;
import dev.bringup.model.Observed.InFlight;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Permit;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.PermitId;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Remembered;
import dev.bringup.model.Seen;
import dev.bringup.model.Timeline;
import dev.bringup.plan.Differ;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was seen of a [Fleet] at noon, put together in words, and the plan that follows.
public final class Scene {

    /// When a fact is no ground to act on any more, by the policies of [Fleet].
    public static final Instant LONG_AGO = Fleet.NOON.minusSeconds(61);

    private final Desired desired;
    private final TreeMap<MachineId, Seen> seen = new TreeMap<>();
    private final TreeMap<MachineId, InFlight> inFlight = new TreeMap<>();
    private final TreeMap<MachineId, Attempt> attempts = new TreeMap<>();
    private final TreeMap<MachineId, MachineSpec> leaving = new TreeMap<>();
    private final List<Past> past = new ArrayList<>();
    private Optional<Fact<Lead>> lead = Optional.empty();
    private Optional<Fact<Pending>> pending = Optional.empty();
    private final Map<Policy.AlertGate, Fact<Alert>> gates = new HashMap<>();
    private Remembered remembered = Remembered.NOTHING;

    private Scene(Desired desired) {
        this.desired = desired;
    }

    public static Scene of(Desired desired) {
        return new Scene(desired);
    }

    public Scene with(int n, Seen what) {
        seen.put(Fleet.id(n), what);
        return this;
    }

    public Scene with(Attempt attempt) {
        attempts.put(attempt.machine(), attempt);
        return this;
    }

    public Scene with(Past earlier) {
        past.add(earlier);
        return this;
    }

    public Scene leaving(MachineSpec machine) {
        leaving.put(machine.id(), machine);
        return this;
    }

    public Scene asked(Action action) {
        inFlight.put(
                action.machine(),
                new InFlight(1, action, Fleet.NOON, Fleet.NOON.plus(Duration.ofMinutes(1))));
        return this;
    }

    /// Something that came to its end so many minutes ago.
    public Scene past(int n, String verb, Result result, int minutesAgo) {
        Instant at = Fleet.NOON.minus(Duration.ofMinutes(minutesAgo));
        past.add(
                new Past(
                        Fleet.id(n),
                        verb,
                        desired.machine(Fleet.id(n)).orElseThrow().fingerprint(),
                        desired.commit().id(),
                        at,
                        result,
                        at.plusSeconds(1)));
        return this;
    }

    public Scene remembering(Remembered what) {
        remembered = what;
        return this;
    }

    /// So many pods found no place, so many seconds ago.
    public Scene pods(int pods, int secondsAgo) {
        pending =
                Optional.of(
                        new Fact<>(
                                new Pending(pods),
                                "kubernetes",
                                Fleet.NOON.minusSeconds(secondsAgo)));
        return this;
    }

    /// What was known of the lease so many seconds ago.
    public Scene lead(Lead by, int secondsAgo) {
        lead = Optional.of(new Fact<>(by, "kubernetes", Fleet.NOON.minusSeconds(secondsAgo)));
        return this;
    }

    /// What an alert gate said so many seconds ago.
    public Scene gate(Policy.AlertGate gate, Alert alert, int secondsAgo) {
        gates.put(gate, new Fact<>(alert, "prometheus", Fleet.NOON.minusSeconds(secondsAgo)));
        return this;
    }

    public Observed observed() {
        Around around = new Around(remembered, gates, lead);
        if (pending.isPresent()) {
            around = around.pending(pending.get());
        }
        return new Observed(Fleet.NOON, seen, inFlight, attempts, leaving, past, around);
    }

    public Plan plan() {
        return Differ.diff(desired, observed());
    }

    /// Kubernetes says that there is no Node.
    public static Seen absent() {
        return Seen.NOTHING.withNode(new NodeState.Absent(), "kubernetes", Fleet.NOON);
    }

    public static Seen ready(int version) {
        return node(version, Cordon.NONE);
    }

    public static Seen node(int version, Cordon cordon) {
        return Seen.NOTHING.withNode(present(version, cordon), "kubernetes", Fleet.NOON);
    }

    public static Seen notReady(int version) {
        NodeState.Present node = present(version, Cordon.NONE);
        return Seen.NOTHING.withNode(
                new NodeState.Present(
                        node.uid(), false, node.cordon(), node.stamp(), node.labels(), List.of()),
                "kubernetes",
                Fleet.NOON);
    }

    /// Not Ready for so many minutes.
    public static Seen away(int version, int minutes) {
        return notReady(version).since(Fleet.NOON.minus(Duration.ofMinutes(minutes)));
    }

    public static NodeState.Present present(int version, Cordon cordon) {
        return new NodeState.Present(
                "uid-1",
                true,
                cordon,
                Optional.of(stamp(version, Optional.empty())),
                new TreeMap<>(Map.of("tier", "lab")),
                List.of());
    }

    public static NodeState.Stamp stamp(int version, Optional<String> rebooted) {
        return new NodeState.Stamp(
                Fleet.fingerprint(version), by(version), new AttemptId("a1"), rebooted);
    }

    /// The commit that asked for this version.
    public static CommitId by(int version) {
        return Fleet.commit(100 + version).id();
    }

    public static Seen off(Seen before) {
        return before.withPower(Power.OFF, "bmc", Fleet.NOON);
    }

    public static Seen on(Seen before) {
        return before.withPower(Power.ON, "bmc", Fleet.NOON);
    }

    /// Its shell answered, as what the marker says.
    public static Seen up(Seen before, Optional<Marker> marker) {
        return before.withBootId("boot-1", "ssh", Fleet.NOON).withMarker(marker, "ssh", Fleet.NOON);
    }

    public static Seen marked(Seen before, Marker marker) {
        return before.withMarker(Optional.of(marker), "installer", Fleet.NOON);
    }

    public static Marker marker(int n, int version, Marker.State state) {
        return new Marker(
                Fleet.id(n), new AttemptId("a1"), by(version), Fleet.fingerprint(version), state);
    }

    /// An attempt that was opened now; one that netboots has a fresh permit.
    public static Attempt attempt(MachineSpec spec, Goal goal) {
        Attempt attempt =
                new Attempt(
                        new AttemptId("a2"),
                        spec,
                        goal,
                        new Attempt.Origin(Fleet.commit(1).id(), "for a test"),
                        Timeline.from(Fleet.NOON),
                        Optional.empty(),
                        Optional.empty());
        return attempt.writes() || attempt.isLive()
                ? attempt.with(
                        new Permit(
                                new PermitId("permit00" + spec.id().name().replace("-", "")),
                                spec.id(),
                                attempt.id(),
                                spec.fingerprint(),
                                Stage.ISSUED))
                : attempt;
    }

    public static Goal install(MachineSpec spec) {
        return new Goal.Installed(spec.fingerprint(), Goal.Over.NOTHING);
    }

    public static Goal reimage(MachineSpec spec) {
        return new Goal.Installed(spec.fingerprint(), Goal.Over.OWN_INSTALLATION);
    }
}
