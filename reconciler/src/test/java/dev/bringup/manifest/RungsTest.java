package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ladders that lead nowhere.
class RungsTest {

    private static final String BMC =
            """
            apiVersion: bringup.dev/v1
            kind: Bmc
            metadata: {name: b1}
            spec:
              address: 10.0.9.1
              driver: %s
              credentials: {secret: {env: B}}
            """;

    private static SortedMap<String, byte[]> with(String ladder, String bmc) {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("machine.yaml", Repo.bytes(Repo.MACHINE.replace("{wol: {}}", ladder)));
        files.put("bmc.yaml", Repo.bytes(bmc));
        return files;
    }

    @Test
    void aRungOfAnotherDriver() {
        assertEquals(
                """
                machine.yaml:9:12: error BU1330: Bmc 'b1' has driver redfish
                9 |   power: [{ipmi: {bmc: b1}}]
                  |            ^
                  = help: write {redfish: {bmc: b1}}, or change its driver\
                """,
                Repo.problems(with("{ipmi: {bmc: b1}}", BMC.formatted("redfish"))));
        assertEquals(
                """
                machine.yaml:9:27: error BU1301: there is no Bmc 'b2'
                9 |   power: [{redfish: {bmc: b2}}]
                  |                           ^
                  = help: did you mean 'b1'?\
                """,
                Repo.problems(with("{redfish: {bmc: b2}}", BMC.formatted("redfish"))));
    }

    @Test
    void fieldsOfAnotherDriver() {
        assertEquals(
                """
                bmc.yaml:8:3: error BU1331: 'system' is of driver redfish, and this Bmc has driver ipmi
                8 |   system: a
                  |   ^
                  = help: take it out, or write 'driver: redfish'\
                """,
                Repo.problems(with("{ipmi: {bmc: b1}}", BMC.formatted("ipmi") + "  system: a\n")));
        assertEquals(
                """
                bmc.yaml:8:3: error BU1331: 'cipherSuite' is of driver ipmi, and this Bmc has driver redfish
                8 |   cipherSuite: 3
                  |   ^
                  = help: take it out, or write 'driver: ipmi'
                bmc.yaml:9:22: error BU1105: 'spec.tls.fingerprint': 'ab:cd' is not a SHA-256 digest of 64 hexadecimal digits
                9 |   tls: {fingerprint: ab:cd}
                  |                      ^
                  = help: for example sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\
                """,
                Repo.problems(
                                with(
                                        "{redfish: {bmc: b1}}",
                                        BMC.formatted("redfish") + "  cipherSuite: 3\n"))
                        + "\n"
                        + Repo.problems(
                                with(
                                        "{redfish: {bmc: b1}}",
                                        BMC.formatted("redfish")
                                                + "  system: a\n  tls: {fingerprint: ab:cd}\n")));
    }

    @Test
    void fieldsOfAnotherDriverOfAPdu() {
        assertEquals(
                """
                pdu.yaml:7:3: error BU1331: 'auth' is of drivers that speak SNMP, and this Pdu has driver digital-loggers
                7 |   auth: sha
                  |   ^
                  = help: take it out, or write another driver\
                """,
                Repo.problems(unit("  auth: sha")));
        assertEquals(
                """
                pdu.yaml:8:3: error BU1331: 'dialect' is of driver digital-loggers, and this Pdu has driver apc
                8 |   dialect: rest
                  |   ^
                  = help: take it out, or write another driver\
                """,
                Repo.problems(unit("  driver: apc", "  dialect: rest")));
        assertEquals(
                """
                pdu.yaml:9:3: error BU1331: 'privacy' is of users of SNMP v3, and this Pdu has v2c
                9 |   privacy: des
                  |   ^
                  = help: take it out, or write 'snmp: v3'\
                """,
                Repo.problems(unit("  driver: raritan", "  snmp: v2c", "  privacy: des")));
        assertEquals(
                """
                pdu.yaml:8:3: error BU1331: 'cord' is of drivers sentry3 and sentry4, and this Pdu has driver eaton
                8 |   cord: 2
                  |   ^
                  = help: take it out: by the others an outlet has one number in its unit\
                """,
                Repo.problems(unit("  driver: eaton", "  cord: 2")));
        assertEquals("", Repo.problems(unit("  driver: raritan", "  auth: md5")));
        assertEquals("", Repo.problems(unit("  driver: sentry4", "  unit: 2", "  cord: 2")));
    }

    private static SortedMap<String, byte[]> unit(String... fields) {
        SortedMap<String, byte[]> files = with("{pdu: {}}", BMC.formatted("ipmi"));
        files.put(
                "pdu.yaml",
                Repo.bytes(
                        String.join(
                                        "\n",
                                        "apiVersion: bringup.dev/v1",
                                        "kind: Pdu",
                                        "metadata: {name: p1}",
                                        "spec:",
                                        "  address: 10.0.9.20",
                                        "  credentials: {secret: {env: P}}")
                                + "\n"
                                + String.join("\n", fields)
                                + "\n  outlets: {1: {machine: node-01}}\n"));
        return files;
    }

    @Test
    void aFingerprintReadsAsToolsPrintIt() {
        assertEquals(
                Formats.fingerprint("sha256:" + "0a".repeat(32)),
                Formats.fingerprint("0A:".repeat(31) + "0A"));
    }

    @Test
    void aLadderThatCannotSwitchOnAgain() {
        assertEquals(
                """
                machine.yaml:9:10: warning BU1613: this ladder can switch 'node-01' off but not on again: shut down over ssh, it hangs on outlets that are on
                9 |   power: [{ssh: {}}, {pdu: {}}]
                  |          ^
                  = help: put pdu before ssh, or add wol, ipmi or redfish\
                """,
                Repo.problems(fed("{ssh: {}}, {pdu: {}}")));
        assertEquals(
                """
                machine.yaml:9:10: warning BU1613: this ladder can switch 'node-01' off but not on again
                9 |   power: [{ssh: {}}]
                  |          ^
                  = help: add wol, ipmi, redfish or pdu\
                """,
                Repo.problems(fed("{ssh: {}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{pdu: {}}, {ssh: {}}",
                "{pdu: {}}",
                "{wol: {}}, {ssh: {}}, {pdu: {}}",
                "{ssh: {}}, {ipmi: {bmc: b1}}"
            })
    void aLadderThatCan(String ladder) {
        assertEquals("", Repo.problems(fed(ladder)));
    }

    private static SortedMap<String, byte[]> fed(String ladder) {
        SortedMap<String, byte[]> files = with(ladder, BMC.formatted("ipmi"));
        files.put(
                "pdu.yaml",
                Repo.bytes(
                        String.join(
                                "\n",
                                List.of(
                                        "apiVersion: bringup.dev/v1",
                                        "kind: Pdu",
                                        "metadata: {name: p1}",
                                        "spec:",
                                        "  address: 10.0.9.20",
                                        "  credentials: {secret: {env: P}}",
                                        "  outlets: {1: {machine: node-01}}",
                                        ""))));
        return files;
    }
}
