package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import dev.bringup.model.Taint;
import dev.bringup.plan.Pace;
import dev.bringup.plan.Settled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The fleet as a running reconciler sees it, asked over its API.
final class LiveFleet {

    private static final String SOURCE = "the reconciler";
    private static final AttemptId EARLIER = new AttemptId("earlier");

    private final JsonNode fleet;

    LiveFleet(JsonNode fleet) {
        this.fleet = fleet;
    }

    static LiveFleet ask(String server) throws Failure {
        return new LiveFleet(new Caller(server).read("/api/v1/fleet"));
    }

    /// The commit in force there.
    String commit() {
        return fleet.path("commit").asText();
    }

    /// Why an operator put it in force, if one did.
    Optional<String> byHand() {
        return text(fleet, "byHand");
    }

    /// By the median of what succeeded there lately, where there is one.
    Pace pace() {
        JsonNode medians = fleet.path("medians");
        return Pace.by(goal ->
                Optional.of(medians.path(goal))
                        .filter(JsonNode::isNumber)
                        .map(seconds -> Duration.ofMillis(Math.round(seconds.asDouble() * 1000))));
    }

    /// What would be seen once everything under way has ended as it should. `before` is the commit
    /// in force, `after` the one that is asked for.
    Observed observed(Desired before, Desired after, Instant now) {
        Observed settled = Settled.between(before, after, now);
        TreeMap<MachineId, Seen> seen = new TreeMap<>(settled.seen());
        for (JsonNode machine : fleet.path("machines")) {
            MachineId id = new MachineId(machine.path("machine").asText());
            Optional<MachineSpec> spec = before.machine(id);
            if (spec.isPresent() && !machine.path("busy").asText().equals("yes")) {
                seen.put(id, seen(machine, spec.get(), before.commit().id(), now));
            }
        }
        return new Observed(
                        now, seen, new TreeMap<>(), new TreeMap<>(), settled.leaving(), List.of())
                .remembering(settled.remembered())
                .with(settled.addons());
    }

    private static Seen seen(JsonNode machine, MachineSpec spec, CommitId commit, Instant now) {
        Seen seen = Seen.NOTHING;
        if (machine.has("power")) {
            Power power = Power.valueOf(machine.path("power").asText().toUpperCase(Locale.ROOT));
            seen = seen.withPower(power, SOURCE, now);
        }
        if (!machine.has("node")) {
            return seen;
        }
        JsonNode there = machine.path("node").path("there");
        if (there.isMissingNode()) {
            return seen.withNode(new NodeState.Absent(), SOURCE, now);
        }
        // The reconciler may be another version than this program, and say the same in other words.
        boolean right = text(machine, "installed").equals(text(machine, "wanted"));
        Optional<NodeState.Stamp> stamp =
                text(machine, "installed")
                        .map(f -> right ? spec.fingerprint() : new Fingerprint(f))
                        .map(f -> new NodeState.Stamp(f, commit, EARLIER, text(there, "rebooted")));
        Seen found = seen.withNode(present(there, spec, stamp), SOURCE, now);
        return text(there, "since").map(Instant::parse).map(found::since).orElse(found);
    }

    private static NodeState present(
            JsonNode there, MachineSpec spec, Optional<NodeState.Stamp> stamp) {
        return new NodeState.Present(
                spec.id().name(),
                there.path("ready").asText().equals("yes"),
                NodeState.Cordon.valueOf(there.path("cordon").asText()),
                stamp,
                labels(there.path("labels")),
                taints(there.path("taints")));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
    }

    private static SortedMap<String, String> labels(JsonNode node) {
        TreeMap<String, String> labels = new TreeMap<>();
        node.properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return labels;
    }

    private static List<Taint> taints(JsonNode node) {
        List<Taint> taints = new ArrayList<>();
        for (JsonNode taint : node) {
            taints.add(
                    new Taint(
                            taint.path("key").asText(),
                            taint.path("value").asText(),
                            Taint.Effect.valueOf(taint.path("effect").asText())));
        }
        return taints;
    }
}
