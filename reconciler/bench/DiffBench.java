import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Payload;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.model.Rung;
import dev.bringup.model.Sha256;
import dev.bringup.plan.Differ;
import dev.bringup.plan.Settled;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// How long one look takes, and what a machine costs in memory. Run by bench/diff.sh.
final class DiffBench {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final int RUNS = 40;

    public static void main(String[] args) {
        int machines = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        long before = used();
        Desired old = fleet(machines, 1);
        Observed settled = Settled.between(old, old, NOON);
        long after = used();
        System.out.printf("machines                      %d%n", machines);
        System.out.printf("memory per machine            %d bytes%n", (after - before) / machines);
        Desired next = fleet(machines, 2);
        report("look, nothing to do", () -> Differ.diff(old, settled));
        Desired one = new Desired(next.commit(), next.cluster(), with(old, next), List.of());
        report("look, one machine changed", () -> Differ.diff(one, settled));
        report("look, all machines changed", () -> Differ.diff(next, settled));
    }

    private static TreeMap<MachineId, MachineSpec> with(Desired old, Desired next) {
        TreeMap<MachineId, MachineSpec> all = new TreeMap<>(old.machines());
        all.put(all.firstKey(), next.machines().get(all.firstKey()));
        return all;
    }

    private static void report(String what, Supplier<Plan> look) {
        double[] millis = new double[RUNS];
        int sum = 0;
        for (int i = -RUNS; i < RUNS; i++) {
            long start = System.nanoTime();
            Plan plan = look.get();
            sum += plan.now().size() + plan.held().size();
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        System.out.printf(
                "%-29s median %.1f ms, worst %.1f ms (%d steps and holds)%n",
                what, millis[RUNS / 2], millis[RUNS - 1], sum / (2 * RUNS));
    }

    private static long used() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Desired fleet(int size, int version) {
        TreeMap<MachineId, MachineSpec> all = new TreeMap<>();
        for (int n = 0; n < size; n++) {
            MachineSpec machine = machine(n, version);
            all.put(machine.id(), machine);
        }
        return new Desired(
                new Commit(new CommitId(hex(version, 40)), "somebody", NOON, "bench"),
                cluster(),
                all,
                List.of());
    }

    private static MachineSpec machine(int n, int version) {
        return new MachineSpec(
                new MachineId("node-%05d".formatted(n)),
                new MachineSpec.Hardware(
                        List.of(Mac.parse("525400%06x".formatted(n))),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(Rung.Wol.byUdp(Optional.empty(), 9)),
                        new MachineSpec.DiskHints(
                                Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.of("rack-" + n / 40)),
                Ip4.parse("10.%d.%d.%d".formatted(n >> 16, n >> 8 & 255, n & 255)),
                "worker",
                new MachineSpec.Install(
                        new Image(
                                "os-" + version,
                                Image.Arch.X86_64,
                                "os.img",
                                new Sha256(hex(version, 64)),
                                Image.Format.RAW),
                        new Payload(
                                Payload.Kind.CLOUD_INIT,
                                new TreeMap<>(Map.of("user-data", "#cloud-config\nhost: " + n))),
                        List.of(),
                        new Fingerprint("v1:" + hex(version * 1_000_000L + n, 64))),
                new MachineSpec.NodeSpec(new TreeMap<>(Map.of("tier", "bench")), List.of()),
                new MachineSpec.Intent(
                        MachineSpec.Want.JOINED, Optional.empty(), Optional.empty()));
    }

    private static ClusterSpec cluster() {
        return new ClusterSpec(
                "bench",
                "1.36.2",
                new ClusterSpec.Network(
                        Cidr.parse("10.0.0.0/8"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        ClusterSpec.DhcpMode.AUTHORITATIVE),
                new ClusterSpec.Ssh("ops", List.of()),
                Optional.empty(),
                Policy.SAFE);
    }

    private static String hex(long n, int digits) {
        return String.format("%0" + digits + "x", n);
    }
}
