package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.Exit;
import dev.bringup.model.PowerOrder;
import dev.bringup.port.Entry;
import dev.bringup.store.SqliteJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `bringup power` against the lab, both as processes of their own.
@Timeout(240)
class PowerLabReal {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String BMC = "redfish by bmc-02 at 127.77.2.2:8443";
    private static final String OUTLETS = "pdu by outlet 2 of PDU pdu-a and outlet 2 of PDU pdu-b";
    private static final String ON_AGAIN =
            "; Git wants it Joined, so it is woken again (state: Maintenance leaves it off)";

    @TempDir Path folder;

    private String server = "";

    private record Said(int code, List<String> lines) {
        Said(int code, String... lines) {
            this(code, List.of(lines));
        }
    }

    private Said power(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("power"));
        all.addAll(List.of(words));
        all.addAll(List.of("--server", server));
        all.addAll(List.of("--token-file", folder + "/lab/reconciler/api.token"));
        try (LabProcess process = LabProcess.start(all.toArray(String[]::new))) {
            return new Said(process.end(SOON), process.output());
        }
    }

    private JsonNode json(int code, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--output", "json"));
        Said said = power(all.toArray(String[]::new));
        assertEquals(code, said.code(), () -> "" + said.lines());
        return new ObjectMapper().readTree(said.lines().getFirst());
    }

    @Test
    void machinesAreSwitchedByHandAndRailsPassedByAReason() throws Exception {
        try (LabProcess lab =
                LabProcess.start(
                        "lab", "--speed", "10", "--port", "0", "--data-dir", folder + "/lab")) {
            server = lab.line("console ").replaceFirst("console +", "");
            for (String machine : List.of("node-01", "node-02", "node-03")) {
                lab.line(machine + ": install done");
            }
            looks();
            isRefused();
            isSwitchedOff(lab);
            isRestarted();
            isSwitchedOn();
            lab.interrupt();
            assertEquals(Exit.FINE, lab.end(SOON), () -> String.join("\n", lab.output()));
        }
        assertEquals(
                List.of(
                        "off node-02 for 'smoke in the rack'",
                        "cycle node-03 for 'it hangs'",
                        "on node-01"),
                journaled());
    }

    private void looks() throws Exception {
        assertEquals(
                new Said(Exit.FINE, BMC + ": on", OUTLETS + ": it does not say", "node-02: on"),
                power("status", "node-02"));
        JsonNode status = json(Exit.FINE, "status", "node-02");
        assertEquals("done", status.path("result").asText());
        assertEquals("on", status.path("text").asText());
        assertEquals(BMC, status.at("/rungs/0/rung").asText());
        assertTrue(status.at("/rungs/0/worked").asBoolean());
        assertEquals(
                new Said(
                        Exit.WRONG_INPUT,
                        "bringup: there is no machine node-99 in the commit in force"),
                power("status", "node-99"));
    }

    private void isRefused() throws Exception {
        for (String verb : List.of("off", "cycle")) {
            assertEquals(
                    new Said(
                            Exit.WRONG_INPUT,
                            "bringup: refused by R3: its Node is not drained yet; --override"
                                    + " REASON does it nevertheless"),
                    power(verb, "node-02"));
        }
        JsonNode refused = json(Exit.WRONG_INPUT, "off", "node-02");
        assertEquals("refused", refused.path("result").asText());
        assertEquals("R3: its Node is not drained yet", refused.path("text").asText());
        assertEquals(0, refused.path("rungs").size());
        assertEquals("on", json(Exit.FINE, "status", "node-02").path("text").asText());
    }

    private void isSwitchedOff(LabProcess lab) throws Exception {
        JsonNode off = json(Exit.FINE, "off", "node-02", "--override", "smoke in the rack");
        assertEquals("done", off.path("result").asText());
        assertEquals("done by " + BMC + ON_AGAIN, off.path("text").asText());
        lab.line("node-02: alarm: power off by hand, over the rails: smoke in the rack");
        lab.line("node-02: wake done after ");
    }

    private void isRestarted() throws Exception {
        assertEquals(
                new Said(
                        Exit.FINE,
                        "ipmi by bmc-03 at 127.77.2.3:6230: done",
                        "node-03: done by ipmi by bmc-03 at 127.77.2.3:6230"),
                power("cycle", "node-03", "--override", "it hangs"));
        assertEquals("on", json(Exit.FINE, "status", "node-03").path("text").asText());
    }

    /// Nothing is at stake, so no rail is asked.
    private void isSwitchedOn() throws Exception {
        assertEquals(
                new Said(
                        Exit.FINE,
                        "wol to 127.77.255.255:9009: done",
                        "node-01: done by wol to 127.77.255.255:9009"),
                power("on", "node-01"));
    }

    private List<String> journaled() throws Exception {
        List<String> all = new ArrayList<>();
        try (SqliteJournal journal =
                SqliteJournal.open(
                        folder.resolve("lab/reconciler/journal.db"), InstantSource.system())) {
            for (Entry entry : journal.read()) {
                if (entry instanceof Entry.Powered(_, PowerOrder order)) {
                    Optional<String> why = order.override().map(text -> " for '" + text + "'");
                    all.add(order.text() + " " + order.machine() + why.orElse(""));
                }
            }
        }
        return all;
    }
}
