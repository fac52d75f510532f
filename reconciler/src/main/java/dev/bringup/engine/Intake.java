package dev.bringup.engine;

import dev.bringup.model.Sighting.Packet;
import dev.bringup.model.Lead;
import dev.bringup.model.Mac;
import dev.bringup.lifecycle.Phases;
import dev.bringup.model.Alert;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.NodeState;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Pending;
import dev.bringup.model.Phase;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Takes sightings in: what they say of a machine, and which phase of its attempt they end.
final class Intake {

    private final Memory memory;
    private final Ledger ledger;
    private final Unheeded unheeded;
    private Optional<Listing> last = Optional.empty();

    /// Which Nodes a complete listing had.
    private record Listing(Set<MachineId> nodes, Instant at) {}

    Intake(Memory memory, Ledger ledger, Unheeded unheeded) {
        this.memory = memory;
        this.ledger = ledger;
        this.unheeded = unheeded;
    }

    void take(Sighting sighting, Instant now) {
        switch (sighting) {
            case Sighting.PowerSeen(MachineId id, Power power, String source) ->
                    power(id, power, source, now);
            case Sighting.ShellSeen(MachineId id, String bootId, Optional<Marker> marker) ->
                    shell(id, bootId, marker, now);
            case Sighting.PacketSeen(Mac mac, Packet packet, String detail) ->
                    memory.byMac(mac, now).ifPresent(m -> packet(m, packet, detail, now));
            case Sighting.NodesListed(Map<MachineId, NodeState.Present> nodes) ->
                    listed(nodes, now);
            case Sighting.NodeSeen(MachineId id, NodeState state) -> node(id, state, now);
            case Sighting.GateSeen(Policy.AlertGate gate, Alert alert) ->
                    memory.see(gate, alert, now);
            case Sighting.LeadSeen(Lead lead) -> memory.see(lead, now);
            case Sighting.MembersSeen(MachineId by, List<Etcd.Member> members) ->
                    memory.etcd(etcd -> etcd.seeing(members, by.name(), now));
            case Sighting.EtcdSaved(Etcd.Snapshot snapshot) -> ledger.saved(snapshot, now);
            case Sighting.PodsPending(Pending pending) -> memory.see(pending, now);
            // The facts stay and grow old; the rails ask for fresh ones.
            case Sighting.ClusterSilent _ -> {}
        }
    }

    private void power(MachineId id, Power power, String source, Instant now) {
        boolean wasOff =
                memory.of(id).power().map(Fact::value).filter(p -> p == Power.OFF).isPresent();
        memory.see(id, s -> s.withPower(power, source, now));
        if (power == Power.ON && wasOff) {
            reach(id, new Phases.Reached(Phase.WAKE, "switched on, says " + source), now);
        }
    }

    private void shell(MachineId id, String bootId, Optional<Marker> read, Instant now) {
        Optional<Marker> marker = read.map(m -> ledger.translation().tell(id, m));
        if (isOldLife(id)) {
            return; // a late answer of the system that is being replaced
        }
        boolean newBoot = isNewBoot(id, bootId, marker, now);
        memory.see(id, s -> s.withBootId(bootId, "ssh", now).withMarker(marker, "ssh", now));
        if (newBoot) {
            reach(id, new Phases.Reached(Phase.OS, "SSH answered"), now);
        }
    }

    /// Of what has no shell, the kubelet says which boot it runs in: for as long as its Node is
    /// Ready, for else it says what was.
    private void kubelet(MachineId id, NodeState.Present node, Instant now) {
        Optional<String> bootId =
                node.kubelet().bootId().filter(_ -> node.ready() && !hasShell(id));
        if (bootId.isEmpty() || isOldLife(id)) {
            return;
        }
        Optional<Marker> marker = memory.of(id).marker().map(Fact::value);
        boolean newBoot = isNewBoot(id, bootId.get(), marker, now);
        memory.see(id, s -> s.withBootId(bootId.get(), "kubernetes", now));
        if (newBoot) {
            reach(id, new Phases.Reached(Phase.OS, "its kubelet runs in another boot"), now);
        }
    }

    /// Whether what answers now is the system that is being replaced.
    private boolean isOldLife(MachineId id) {
        return Optional.ofNullable(memory.attempts().get(id))
                .flatMap(Attempt::stage)
                .filter(s -> s.compareTo(Stage.WRITTEN) < 0)
                .filter(s -> s != Stage.ISSUED)
                .isPresent();
    }

    /// What it runs may have none although what it is to run has one.
    private boolean hasShell(MachineId id) {
        return memory.spec(id)
                .filter(m ->
                        !m.hasShell()
                                || ledger.current(m).filter(c -> !c.spec().hasShell()).isPresent())
                .isEmpty();
    }

    private boolean isNewBoot(MachineId id, String bootId, Optional<Marker> marker, Instant now) {
        Optional<Attempt> attempt = Optional.ofNullable(memory.attempts().get(id));
        boolean newBoot = isNew(bootId, id, attempt);
        Optional<Attempt> waiting =
                attempt.filter(a -> a.stage().filter(s -> s == Stage.ISSUED).isPresent());
        waiting.ifPresent(a -> unheeded.heard(a, bootId, marker, now));
        return newBoot && waiting.isEmpty();
    }

    /// What a machine that was off says first is new. Of one that was on and is to restart, only a
    /// boot id that differs from the one it had says that it did.
    private boolean isNew(String bootId, MachineId id, Optional<Attempt> attempt) {
        Optional<String> known = memory.of(id).bootId().map(Fact::value);
        return attempt.map(Attempt::goal)
                .map(goal ->
                        switch (goal) {
                            case Attempt.Goal.Rebooted(_, Optional<String> from) ->
                                    known.or(() -> from).filter(b -> !b.equals(bootId)).isPresent();
                            case Attempt.Goal.Installed _,
                                    Attempt.Goal.Awake _,
                                    Attempt.Goal.Wiped _ ->
                                    !known.equals(Optional.of(bootId));
                        })
                .orElse(false);
    }

    private void packet(MachineSpec machine, Sighting.Packet packet, String detail, Instant now) {
        memory.see(machine.id(), s -> s.withSign(detail, "network", now));
        Phases.by(packet).ifPresent(reached -> reach(machine.id(), reached, now));
    }

    /// A complete listing: a machine of ours that is not in it has no Node.
    private void listed(Map<MachineId, NodeState.Present> nodes, Instant now) {
        last = Optional.of(new Listing(Set.copyOf(nodes.keySet()), now));
        ledger.met(now);
        nodes.forEach((id, state) -> node(id, state, now));
        memory.desired()
                .map(Desired::machines)
                .ifPresent(all ->
                        all.keySet()
                                .forEach(id ->
                                        absentUnless(
                                                nodes.containsKey(id) ? Listed.YES : Listed.NO,
                                                id,
                                                now)));
        Set<MachineId> known = new TreeSet<>(memory.departed().specs().keySet());
        memory.known().forEach(known::add);
        for (MachineId id : known) {
            absentUnless(nodes.containsKey(id) ? Listed.YES : Listed.NO, id, now);
        }
    }

    /// Machines that are new in Git need not wait for the next listing: a Node of theirs was in the
    /// last one, or has been seen since.
    void welcome() {
        last.ifPresent(listing ->
                memory.desired().stream()
                        .flatMap(d -> d.machines().keySet().stream())
                        .filter(id -> memory.of(id).node().isEmpty())
                        .filter(id -> !listing.nodes().contains(id))
                        .forEach(id -> absentUnless(Listed.NO, id, listing.at())));
    }

    private enum Listed {
        YES,
        NO
    }

    private void absentUnless(Listed listed, MachineId id, Instant now) {
        if (listed == Listed.NO) {
            memory.see(id, s -> s.withNode(new NodeState.Absent(), "kubernetes", now));
        }
    }

    private void node(MachineId id, NodeState read, Instant now) {
        NodeState state = broughtBack(id, ledger.translation().tell(id, read));
        memory.see(id, s -> s.withNode(state, "kubernetes", now));
        if (!(state instanceof NodeState.Present present)) {
            return;
        }
        kubelet(id, present, now);
        if (!isBack(id)) {
            return;
        }
        reach(id, new Phases.Reached(Phase.JOIN, "its Node is registered"), now);
        if (present.ready()) {
            reach(id, new Phases.Reached(Phase.READY, "its Node is Ready"), now);
        }
    }

    /// Its Node came back with the cluster, as it was kept: the stamp on it is that of the
    /// installation before.
    private NodeState broughtBack(MachineId id, NodeState read) {
        boolean written =
                Optional.ofNullable(memory.attempts().get(id))
                        .flatMap(Attempt::stage)
                        .filter(s -> s.compareTo(Stage.WRITTEN) >= 0)
                        .isPresent();
        Optional<AttemptId> before =
                memory.addons()
                        .etcd()
                        .lost()
                        .filter(lost -> written && lost.machine().equals(id))
                        .flatMap(Etcd.Lost::installation);
        return read instanceof NodeState.Present node
                        && before.isPresent()
                        && node.stamp().map(NodeState.Stamp::attempt).equals(before)
                ? node.unstamped()
                : read;
    }

    /// Whether a Node seen now can be the one that the open attempt is about, and not one that an
    /// earlier life of the machine left behind.
    private boolean isBack(MachineId id) {
        Optional<Attempt> attempt = Optional.ofNullable(memory.attempts().get(id));
        return attempt.filter(a -> a.isLive() ? isUp(a) && isClosed(a) : true)
                .filter(a -> a.installs() ? isJoining(a) : isUp(a))
                .isPresent();
    }

    private static boolean isJoining(Attempt attempt) {
        boolean whole = attempt.stage().filter(s -> s.compareTo(Stage.WRITTEN) >= 0).isPresent();
        return isClosed(attempt) || (whole && isUp(attempt));
    }

    private static boolean isClosed(Attempt attempt) {
        return attempt.stage().equals(Optional.of(Stage.CLOSED));
    }

    private static boolean isUp(Attempt attempt) {
        return attempt.timeline().end(Phase.OS).isPresent();
    }

    /// Why an attempt that is late is.
    String lateness(Attempt attempt) {
        return unheeded.lateness(attempt)
                .or(() -> unmoved(attempt))
                .orElse("nothing happened for too long");
    }

    /// Whoever was to restart it only says that it did.
    private Optional<String> unmoved(Attempt attempt) {
        return attempt.goal() instanceof Attempt.Goal.Rebooted(_, Optional<String> from)
                        && !isUp(attempt)
                        && memory.of(attempt.machine())
                                .bootId()
                                .filter(b -> b.seenAt().isAfter(attempt.openedAt()))
                                .map(Fact::value)
                                .filter(b -> from.equals(Optional.of(b)))
                                .isPresent()
                ? Optional.of("it was told to restart and did not: it answers as before")
                : Optional.empty();
    }

    void reach(MachineId id, Phases.Reached reached, Instant now) {
        Optional.ofNullable(memory.attempts().get(id))
                .ifPresent(attempt -> ledger.reach(attempt, reached, now));
    }
}
