package dev.bringup.manifest;

import dev.bringup.manifest.CodesTest.Row;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// For each code, what makes it appear.
final class Provocations {

    private static final String TOMBSTONE = "tombstone.yaml";
    private static final String MACHINE = "machine.yaml";
    private static final String TEMPLATE = "worker.j2";

    static final List<Row> ROWS =
            List.of(
                    new Row("BU1003", MACHINE, "  profile: worker\n"),
                    new Row("BU1004", MACHINE, "  profile: worker\n"),
                    new Row("BU1005", MACHINE, "  power: [{wol: {}}]\n"),
                    new Row("BU1006", MACHINE, "  profile: worker\n"),
                    new Row("BU1008", MACHINE, "  profile: worker\n"),
                    new Row("BU1009", MACHINE, "EXTRA\n"),
                    new Row("BU1101", MACHINE, "  profile: worker\n"),
                    new Row("BU1102", MACHINE, "  profile: worker\n"),
                    new Row("BU1103", MACHINE, "  profile: worker\n"),
                    new Row("BU1104", MACHINE, "  profile: worker\n"),
                    new Row("BU1105", MACHINE, "  macAddress: 52:54:00:11:22:33\n"),
                    new Row("BU1106", MACHINE, "  power: [{wol: {}}]\n"),
                    new Row("BU1107", MACHINE, "  macAddress: 52:54:00:11:22:33\n"),
                    new Row("BU1108", MACHINE, "kind: Machine\n"),
                    new Row("BU1109", MACHINE, "  profile: worker\n"),
                    new Row("BU1201", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1202", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1203", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1204", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1310", "second.yaml", "  profile: worker\n"),
                    new Row("BU1311", MACHINE, "  ipAddress: 10.0.0.11\n"),
                    new Row("BU1312", "bmc-2.yaml", "  address: 10.0.9.2\n"),
                    new Row("BU1313", "second.yaml", "  power: [{wol: {}}]\n"),
                    new Row("BU1314", "pdu-2.yaml", "  address: 10.0.9.21\n"),
                    new Row("BU1315", "second.yaml", "  power: [{wol: {}}]\n"),
                    new Row("BU1316", "pdu-1.yaml", "  outlets: {3: {machine: node-01}}\n"),
                    new Row("BU1330", MACHINE, "  power: [{wol: {}}]\n"),
                    new Row("BU1331", "bmc-1.yaml", "  driver: redfish\n"),
                    new Row("BU1340", "live.yaml", "  boot: live\n"),
                    new Row("BU1341", "live.yaml", "  args: [quiet]\n"),
                    new Row("BU1342", "plane.yaml", "  image: os-1\n"),
                    new Row("BU1343", "profile.yaml", "  payload: {cloudInit: worker.j2}\n"),
                    new Row("BU1344", "profile.yaml", "  role: controlPlane\n"),
                    new Row("BU1613", MACHINE, "  power: [{wol: {}}]\n"),
                    new Row("BU1322", TOMBSTONE, "  machine: node-03\n"),
                    new Row("BU1323", TOMBSTONE, "  machine: node-03\n"),
                    new Row("BU1614", TOMBSTONE, "  expires: 2026-10-01\n"),
                    new Row("BU1317", "profile.yaml", "  dhcpOptions: {}\n"),
                    new Row(
                            "BU1318",
                            "cluster.yaml",
                            "  network: {cidr: 10.0.0.0/24, gateway: 10.0.0.1}\n"),
                    new Row("BU1321", "cluster.yaml", "  kubernetes: {version: 1.36.2}\n"),
                    new Row("BU1350", "cluster.yaml", "  kubernetes: {version: 1.36.2}\n"),
                    new Row("BU1352", "cluster.yaml", "  kubernetes: {version: 1.36.2}\n"),
                    new Row("BU1608", "pdu-1.yaml", "  outlets: {3: {machine: node-01}}\n"),
                    new Row("BU1609", "image.yaml", "  kubernetesVersion: 1.36.2\n"),
                    new Row("BU1610", "cluster.yaml", "  lint: {}\n"),
                    new Row("BU1611", "profile.yaml", "  role: worker\n"),
                    new Row("BU1612", "second.yaml", "  location: {rack: r2}\n"),
                    new Row("BU1604", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1605", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1606", "profile.yaml", "  count: 2\n"),
                    new Row("BU1607", "profile.yaml", "  spread: [pdu]\n"),
                    new Row("BU1301", MACHINE, "  profile: worker\n"),
                    new Row("BU1302", "second.yaml", "metadata:\n  name: node-02\n"),
                    new Row("BU1303", "second.yaml", "  macAddress: 52:54:00:11:22:44\n"),
                    new Row("BU1304", "second.yaml", "  ipAddress: 10.0.0.12\n"),
                    new Row("BU1305", MACHINE, "  ipAddress: 10.0.0.11\n"),
                    new Row("BU1306", MACHINE, "  ipAddress: 10.0.0.11\n"),
                    new Row("BU1309", "profile.yaml", "  payload: {cloudInit: worker.j2}\n"),
                    new Row("BU1401", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1501", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1502", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1503", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1504", TEMPLATE, Repo.TEMPLATE),
                    new Row("BU1701", "cluster.yaml", "  lint: {}\n"),
                    new Row("BU1702", "cluster.yaml", "  lint: {}\n"),
                    new Row("BU1703", "cluster.yaml", "  lint: {}\n"));

    /// By [#files], and BU2002, which only an engine with an earlier commit can find: its test is
    /// `AcceptanceTest`.
    static final Set<String> ELSEWHERE =
            Set.of(
                    "BU1001", "BU1002", "BU1007", "BU1307", "BU1308", "BU1320", "BU1351", "BU2002",
                    "BU2013", "BU2014");

    private Provocations() {}

    /// The repository whose files the examples of the page go into.
    static SortedMap<String, byte[]> around(String code) {
        SortedMap<String, byte[]> files = Repo.good();
        files.put(
                "second.yaml",
                Repo.bytes(
                        Repo.MACHINE
                                .replace("node-01", "node-02")
                                .replace("22:33", "22:44")
                                .replace("0.11", "0.12")));
        files.put("cluster.yaml", Repo.bytes(Repo.CLUSTER + "  lint: {}\n"));
        files.put("other.txt", Repo.bytes("hello\n"));
        switch (code) {
            case "BU1009" -> add(files, MACHINE, "EXTRA\n");
            case "BU1310" -> add(files, MACHINE, "  identity: {serial: BKW0J1}\n");
            case "BU1311" ->
                    files.put(
                            "cluster.yaml",
                            Repo.bytes(
                                    Repo.CLUSTER.replace(
                                            "10.0.0.1}",
                                            "10.0.0.1, pool: 10.0.0.200-10.0.0.250}")));
            case "BU1312" -> {
                files.put("bmc-1.yaml", Repo.bytes(BMC));
                files.put(
                        "bmc-2.yaml",
                        Repo.bytes(BMC.replace("bmc-01", "bmc-02").replace("9.1", "9.2")));
            }
            case "BU1313" -> {
                files.put("bmc-1.yaml", Repo.bytes(BMC));
                files.put(
                        MACHINE,
                        Repo.bytes(Repo.MACHINE.replace("{wol: {}}", "{ipmi: {bmc: bmc-01}}")));
            }
            case "BU1343" -> {
                files.put(
                        "image.yaml",
                        Repo.bytes(
                                Repo.LIVE
                                        .replace("live-1", "os-1")
                                        .replace("boot: live", "boot: installer")));
                files.put(
                        "templates/worker.preseed.j2",
                        Repo.bytes("# {{ bringup.targetUrl }} {{ bringup.finishUrl }}\n"));
                files.put("templates/worker.yaml.j2", Repo.bytes(Repo.TEMPLATE));
            }
            case "BU1344" ->
                    files.put(
                            "profile.yaml",
                            Repo.bytes(
                                    Repo.PROFILE.replace("cloudInit", "talos")
                                            + "  role: controlPlane\n"));
            case "BU1340", "BU1341" -> files.put("live.yaml", Repo.bytes(Repo.LIVE));
            case "BU1342" -> {
                files.put("live.yaml", Repo.bytes(Repo.LIVE));
                files.put(
                        "plane.yaml",
                        Repo.bytes(
                                Repo.PROFILE.replace("{name: worker}", "{name: plane}")
                                        + "  role: controlPlane\n"));
            }
            case "BU1330", "BU1331" ->
                    files.put("bmc-1.yaml", Repo.bytes(BMC + "  driver: redfish\n"));
            case "BU1322", "BU1614" -> files.put(TOMBSTONE, Repo.bytes(GRAVE));
            case "BU1323" -> {
                files.put(TOMBSTONE, Repo.bytes(GRAVE));
                files.put("grave.yaml", Repo.bytes(GRAVE.replace("node-03", "node-04")));
            }
            case "BU1350", "BU1352" -> files.put("pki/roots.age", Repo.bytes("sealed\n"));
            case "BU1613" -> files.put("pdu-1.yaml", Repo.bytes(PDU));
            case "BU1314", "BU1316", "BU1608" -> {
                files.put("pdu-1.yaml", Repo.bytes(PDU));
                files.put(
                        "pdu-2.yaml",
                        Repo.bytes(
                                PDU.replace("pdu-01", "pdu-02")
                                        .replace("9.20", "9.21")
                                        .replace("node-01", "node-02")));
                files.put(MACHINE, Repo.bytes(Repo.MACHINE.replace("{wol: {}}", "{pdu: {}}")));
            }
            case "BU1317" -> add(files, "profile.yaml", "  dhcpOptions: {}\n");
            case "BU1609" -> add(files, "image.yaml", "  kubernetesVersion: 1.36.2\n");
            case "BU1611" -> add(files, "profile.yaml", "  role: worker\n");
            case "BU1612" -> {
                add(files, "profile.yaml", "  role: controlPlane\n");
                add(files, MACHINE, "  location: {rack: r1}\n");
                add(files, "second.yaml", "  location: {rack: r2}\n");
                files.put(
                        "third.yaml",
                        Repo.bytes(
                                Repo.MACHINE
                                        .replace("node-01", "node-03")
                                        .replace("22:33", "22:55")
                                        .replace("0.11", "0.13")));
                add(files, "third.yaml", "  location: {rack: r1}\n");
            }
            case "BU1606" -> add(files, "profile.yaml", "  count: 2\n");
            case "BU1607" -> {
                add(files, "profile.yaml", "  spread: [pdu]\n");
                add(files, MACHINE, "  location: {rack: r1, pdu: [a]}\n");
                add(files, "second.yaml", "  location: {rack: r1, pdu: [b]}\n");
            }
            default -> {}
        }
        return files;
    }

    private static final String GRAVE =
            """
            apiVersion: bringup.dev/v1
            kind: Decommission
            metadata: {name: node-03}
            spec:
              machine: node-03
              identity: {serial: BKW0J1}
              method: quick
              expires: 2026-10-01
            """;

    private static final String BMC =
            """
            apiVersion: bringup.dev/v1
            kind: Bmc
            metadata: {name: bmc-01}
            spec:
              address: 10.0.9.1
              credentials: {secret: {env: BMC}}
            """;

    private static final String PDU =
            """
            apiVersion: bringup.dev/v1
            kind: Pdu
            metadata: {name: pdu-01}
            spec:
              address: 10.0.9.20
              credentials: {secret: {env: PDU}}
              outlets: {3: {machine: node-01}}
            """;

    private static void add(SortedMap<String, byte[]> files, String file, String line) {
        files.put(file, Repo.bytes(Repo.text(files, file) + line));
    }

    static Stream<Arguments> files() {
        SortedMap<String, byte[]> latin = Repo.good();
        latin.put("latin.yaml", new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'});
        SortedMap<String, byte[]> none = Repo.good();
        none.remove("cluster.yaml");
        String approval =
                """
                apiVersion: bringup.dev/v1
                kind: Approval
                metadata: {name: a}
                spec:
                  forecast: "sha256:%s"
                  steps: [{machine: node-01, from: none, to: wake}]
                  reason: the digest was made up
                """
                        .formatted("0".repeat(64));
        return Stream.of(
                Arguments.of("BU1320", Repo.with("approval.yaml", approval)),
                Arguments.of(
                        "BU1351",
                        Repo.with(
                                "cluster.yaml",
                                Repo.CLUSTER.replace(
                                        "1.36.2}",
                                        "1.36.2, bootstrap: kubeadm, endpoint: 'a.example:6443'}"))),
                Arguments.of("BU1001", latin),
                Arguments.of("BU1002", Repo.with(MACHINE, "\ufeff" + Repo.MACHINE)),
                Arguments.of("BU1007", Repo.with("deep.yaml", "[".repeat(100))),
                Arguments.of("BU1307", none),
                Arguments.of("BU1308", Repo.with("second.yaml", Repo.CLUSTER)));
    }
}
