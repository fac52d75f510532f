package dev.bringup.query;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Lead;
import dev.bringup.model.Fact;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.InFlight;
import dev.bringup.model.Payload;
import dev.bringup.model.Ours;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import dev.bringup.model.Sha256;
import dev.bringup.model.Timeline;
import dev.bringup.port.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Statuses for tests of what shows them.
public final class Pictures {

    public static final Instant AT = Instant.parse("2026-09-01T12:00:00Z");

    public static final Commit COMMIT =
            new Commit(
                    new CommitId("a1b2c3d4".repeat(5)),
                    "Ada",
                    AT.minusSeconds(90),
                    "Add node-02 to the lab");

    public static final Diagnostic TYPO =
            new Diagnostic(
                    "BU1101",
                    new Diagnostic.Position("machines/node-04.yaml", 8, 3),
                    "unknown field 'profil' in 'spec'",
                    Optional.of("did you mean 'profile'?"),
                    "  profil: worker");

    private Pictures() {}

    public static Fingerprint fingerprint(char digit) {
        return new Fingerprint("v1:" + String.valueOf(digit).repeat(64));
    }

    public static MachineSpec machine(int n) {
        return new MachineSpec(
                new MachineId(String.format(Locale.ROOT, "node-%02d", n)),
                new MachineSpec.Hardware(
                        List.of(
                                Mac.parse(
                                        String.format(
                                                Locale.ROOT,
                                                "52:54:00:77:%02x:%02x",
                                                n >> 8,
                                                n & 0xff))),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new MachineSpec.DiskHints(
                                Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.of("r" + (1 + n / 40))),
                Ip4.parse("127.77." + (1 + n / 250) + "." + n % 250),
                "worker",
                new MachineSpec.Install(
                        new Image(
                                "lab-os-1",
                                Image.Arch.X86_64,
                                "lab-os-1.img",
                                new Sha256("0".repeat(64)),
                                Image.Format.RAW),
                        new Payload(Payload.Kind.CLOUD_INIT, new TreeMap<>()),
                        List.of(),
                        fingerprint('a')),
                new MachineSpec.NodeSpec(new TreeMap<>(), List.of()),
                new MachineSpec.Intent(
                        MachineSpec.Want.JOINED, Optional.empty(), Optional.empty()));
    }

    public static Desired desired(int machines) {
        SortedMap<MachineId, MachineSpec> all = new TreeMap<>();
        for (int n = 1; n <= machines; n++) {
            all.put(machine(n).id(), machine(n));
        }
        return new Desired(
                COMMIT,
                new ClusterSpec(
                        "lab",
                        "1.36.2",
                        new ClusterSpec.Network(
                                Cidr.parse("127.77.0.0/16"),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                ClusterSpec.DhcpMode.AUTHORITATIVE),
                        new ClusterSpec.Ssh("ops", List.of()),
                        Optional.empty(),
                        Policy.SAFE),
                all);
    }

    /// An installation that has come as far as these phases, five seconds each.
    public static Attempt attempt(int n, Instant start, Phase... ended) {
        Ours ours =
                new Ours(
                        start.minusSeconds(25),
                        List.of(
                                new Ours.Wait(
                                        Optional.empty(), Ours.Why.POLL, "", Duration.ofSeconds(5)),
                                new Ours.Wait(
                                        Optional.empty(),
                                        Ours.Why.QUEUE,
                                        "R4",
                                        Duration.ofSeconds(20))));
        Timeline timeline = Timeline.from(start).with(Optional.of(ours));
        for (int i = 0; i < ended.length; i++) {
            timeline = timeline.with(ended[i], start.plusSeconds(5L * (i + 1)), "evidence");
        }
        return new Attempt(
                new AttemptId("attempt-" + n),
                machine(n),
                new Goal.Installed(fingerprint('a'), Goal.Over.NOTHING),
                new Attempt.Origin(COMMIT.id(), "new in Git"),
                timeline,
                Optional.empty(),
                Optional.empty());
    }

    public static Seen ready(Instant at) {
        NodeState node =
                new NodeState.Present(
                        "uid",
                        true,
                        NodeState.Cordon.NONE,
                        Optional.of(
                                new NodeState.Stamp(
                                        fingerprint('a'),
                                        COMMIT.id(),
                                        new AttemptId("attempt-1"),
                                        Optional.empty())),
                        new TreeMap<>(),
                        List.of());
        return Seen.NOTHING.withPower(Power.ON, "bmc", at).withNode(node, "watch", at);
    }

    public static Status status(int machines, Map<MachineId, Seen> seen, List<Attempt> open) {
        return status(machines, seen, open, Plan.EMPTY);
    }

    public static Status status(
            int machines, Map<MachineId, Seen> seen, List<Attempt> open, Plan plan) {
        SortedMap<MachineId, Attempt> attempts = new TreeMap<>();
        open.forEach(attempt -> attempts.put(attempt.machine(), attempt));
        return new Status(
                Optional.of(desired(machines)),
                new Observed(
                        AT,
                        new TreeMap<>(seen),
                        new TreeMap<>(),
                        attempts,
                        new TreeMap<>(),
                        List.of()),
                plan,
                new Status.Git(Optional.empty(), List.of(), Optional.empty()));
    }

    /// One machine of each sort that a person would want to see: used for looking at the console.
    public static Status everything(Instant at) {
        Map<MachineId, Seen> seen = new TreeMap<>();
        seen.put(machine(1).id(), ready(at));
        seen.put(machine(2).id(), Seen.NOTHING.withPower(Power.ON, "bmc", at));
        seen.put(machine(3).id(), Seen.NOTHING.withPower(Power.OFF, "bmc", at));
        seen.put(machine(4).id(), ready(at));
        SortedMap<MachineId, Attempt> attempts = new TreeMap<>();
        attempts.put(
                machine(2).id(),
                attempt(
                        2,
                        at.minusSeconds(31),
                        Phase.WAKE,
                        Phase.FIRMWARE,
                        Phase.BOOTLOADER,
                        Phase.KERNEL));
        attempts.put(
                machine(5).id(),
                attempt(5, at.minusSeconds(300), Phase.WAKE, Phase.FIRMWARE)
                        .stoppedBy(
                                Rail.R6,
                                "disk vda (serial S3Z8NB0K) holds data of unknown origin"));
        SortedMap<MachineId, InFlight> inFlight = new TreeMap<>();
        inFlight.put(
                machine(4).id(),
                new InFlight(
                        7,
                        new Action.Drain(machine(4).id()),
                        at.minusSeconds(12),
                        at.plusSeconds(600)));
        List<Plan.Held> held = new ArrayList<>();
        held.add(
                new Plan.Held(
                        machine(3).id(),
                        "reimage",
                        Rail.R4,
                        "1 of 1 parallel reimage is taken by node-02"));
        return new Status(
                Optional.of(desired(5)),
                new Observed(
                        at, new TreeMap<>(seen), inFlight, attempts, new TreeMap<>(), List.of()),
                new Plan(List.of(), held),
                new Status.Git(
                        Optional.of(
                                new Commit(
                                        new CommitId("e".repeat(40)),
                                        "Bob",
                                        at.minusSeconds(20),
                                        "Add node-04")),
                        List.of(TYPO),
                        Optional.empty()));
    }

    /// One quiet machine, and who leads.
    public static Status led(Lead by) {
        Status now = status(1, Map.of(), List.of(), Plan.EMPTY);
        Observed observed = now.observed();
        return new Status(
                now.desired(),
                new Observed(
                        observed.at(),
                        observed.seen(),
                        observed.inFlight(),
                        observed.attempts(),
                        observed.leaving(),
                        observed.past(),
                        observed.around().led(new Fact<>(by, "lease", AT))),
                now.plan(),
                now.git());
    }
}
