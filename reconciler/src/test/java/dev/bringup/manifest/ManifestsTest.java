package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Sha256;
import dev.bringup.model.Taint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ManifestsTest {

    @Test
    void whatIsLeftOutGetsTheDefaultsOfTheSchemaWhichAreTheSafeOnes() {
        Declared declared = Repo.valid(Repo.good());

        assertEquals(Policy.SAFE, declared.cluster().policy());
        assertEquals(DhcpMode.AUTHORITATIVE, declared.cluster().network().dhcp());
        assertEquals("bringup", declared.cluster().ssh().user());
        assertEquals(
                List.of(Rung.Wol.byUdp(Optional.empty(), 9)),
                declared.machines().get(new MachineId("node-01")).hardware().power());
    }

    @Test
    void aBudgetThatIsPartlyWrittenKeepsTheDefaultsOfItsOtherLimits() {
        String cluster =
                Repo.CLUSTER + "  policy: {budgets: {reimage: {parallel: 3, perCommit: 100%}}}\n";

        Policy policy = Repo.valid(Repo.with("cluster.yaml", cluster)).cluster().policy();

        assertEquals(
                new Policy.Budget(
                        Optional.of(3), Optional.of(new Policy.Share(100)), Optional.of(4)),
                policy.budget(Policy.Budgeted.REIMAGE));
        assertEquals(Policy.SAFE.budget(Policy.Budgeted.WAKE), policy.budget(Policy.Budgeted.WAKE));
    }

    @Test
    void theTypeOfAFieldDecidesWhatAnUnquotedValueIs() {
        String profile =
                Repo.PROFILE
                        + """
                          labels: {gpu: no, rack: 12, on: true}
                          taints: ["gpu=yes:NoSchedule", spot:NoExecute]
                          variables: {a: no, b: true, c: 0o17, d: 1.5, e: "7", f: [1, x], g: ~}
                        """;

        Declared.Extras extras =
                Repo.valid(Repo.with("profile.yaml", profile)).profiles().get("worker").extras();

        assertEquals(Map.of("gpu", "no", "rack", "12", "on", "true"), extras.labels());
        assertEquals(
                List.of(
                        new Taint("gpu", "yes", Taint.Effect.NO_SCHEDULE),
                        new Taint("spot", "", Taint.Effect.NO_EXECUTE)),
                extras.taints());
        assertEquals(
                Map.of(
                        "a",
                        "no",
                        "b",
                        true,
                        "c",
                        15L,
                        "d",
                        1.5,
                        "e",
                        "7",
                        "f",
                        List.of(1L, "x"),
                        "g",
                        ""),
                extras.variables());
    }

    @Test
    void anUnquotedMacThatYamlOneOneWouldReadAsANumberIsAMac() {
        String machine = Repo.MACHINE.replace("52:54:00:11:22:33", "52:54:00:11:22:01");

        Declared.Machine read =
                Repo.valid(Repo.with("machine.yaml", machine))
                        .machines()
                        .get(new MachineId("node-01"));

        assertEquals(List.of(Mac.parse("52:54:00:11:22:01")), read.hardware().macs());
    }

    @Test
    void oneFileOfManyDocumentsIsTheSameAsManyFiles() {
        SortedMap<String, byte[]> files = Repo.good();
        Declared many = Repo.valid(files);
        files.keySet().removeIf(Manifests::isManifest);
        files.put(
                "all.yml",
                Repo.bytes(
                        String.join(
                                "---\n", Repo.MACHINE, Repo.PROFILE, Repo.IMAGE, Repo.CLUSTER)));
        Declared one = Repo.valid(files);

        assertEquals(many.cluster(), one.cluster());
        assertEquals(many.machines(), one.machines());
        assertEquals(many.images(), one.images());
    }

    @Test
    void filesOfOtherProgramsAreLeftAlone() {
        assertTrue(Manifests.isManifest("a/b.yml"));
        assertEquals("", Repo.problems(Repo.with(".github/workflows/ci.yaml", "on: push")));
        assertEquals("", Repo.problems(Repo.with("notes.txt", "kind: Machine")));
    }

    @Test
    void theLabLoads() {
        Declared lab = Repo.valid(Repo.folder(Path.of("../examples/lab")));

        assertEquals(
                "[node-01, node-02, node-03]",
                lab.machines().keySet().stream().map(MachineId::name).toList().toString());
        Declared.Machine second = lab.machines().get(new MachineId("node-02"));
        assertEquals(List.of(Mac.parse("52:54:00:77:00:02")), second.hardware().macs());
        assertEquals(
                List.of(
                        Rung.Wol.byUdp(Optional.empty(), 9009),
                        new Rung.Redfish(
                                new Rung.Service(
                                        "bmc-02",
                                        Ip4.parse("127.77.2.2"),
                                        8443,
                                        new SecretRef.File("lab-bmc"),
                                        Optional.of(
                                                new Sha256(
                                                        "f3fd3dab07559cabf83d0f464d5ab438"
                                                                + "1d9ec3955e0038c87d24c539e34f426c")),
                                        Optional.empty(),
                                        Rung.Netboot.PXE)),
                        new Rung.Ssh(),
                        new Rung.Pdu(
                                List.of(
                                        feed("pdu-a", "127.77.3.1", Rung.Dialect.REST),
                                        feed("pdu-b", "127.77.3.2", Rung.Dialect.CLASSIC)))),
                second.hardware().power());
        assertEquals("ops", lab.cluster().ssh().user());
    }

    private static Rung.Feed feed(String unit, String address, Rung.Dialect dialect) {
        return new Rung.Feed(
                new Rung.Strip(
                        unit,
                        Ip4.parse(address),
                        8180,
                        dialect,
                        new SecretRef.File("lab-bmc"),
                        Duration.ofSeconds(2),
                        Optional.empty()),
                2);
    }

    @Test
    void keysComeFromTextAndFromFiles() {
        String cluster =
                Repo.CLUSTER
                        + """
                          ssh:
                            user: ops
                            authorizedKeys:
                              - {file: keys/ops.pub}
                              - ssh-ed25519 AAAAC3Nz third
                        """;
        SortedMap<String, byte[]> files = Repo.with("cluster.yaml", cluster);
        files.put("keys/ops.pub", Repo.bytes("# ops\nssh-rsa AAAA first\n\nssh-rsa BBBB second\n"));

        assertEquals(
                List.of("ssh-rsa AAAA first", "ssh-rsa BBBB second", "ssh-ed25519 AAAAC3Nz third"),
                Repo.valid(files).cluster().ssh().authorizedKeys());
    }

    @Test
    void aThousandMachinesLoadInAMoment() {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("cluster.yaml", Repo.bytes(Repo.CLUSTER.replace("10.0.0.0/24", "10.0.0.0/16")));
        for (int i = 0; i < 1000; i++) {
            String machine =
                    Repo.MACHINE
                            .replace("node-01", "m" + i)
                            .replace(
                                    "52:54:00:11:22:33",
                                    "52:54:00:01:%02x:%02x".formatted(i / 256, i % 256))
                            .replace("10.0.0.11", "10.0.%d.%d".formatted(1 + i / 250, 2 + i % 250));
            files.put("machines/m" + i + ".yaml", Repo.bytes(machine));
        }

        long start = System.nanoTime();
        assertEquals(1001, Repo.valid(files).machines().size());
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
    }
}
