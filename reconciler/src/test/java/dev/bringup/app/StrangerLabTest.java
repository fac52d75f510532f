package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.AdoptOptions;
import dev.bringup.cli.DiscoveredOptions;
import dev.bringup.cli.Exit;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Stimulus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody switches on a machine that is not in Git: it is looked at, adopted, and joins.
@Timeout(180)
class StrangerLabTest {

    private LabBench lab;

    @Test
    void fromAButtonToANode(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 10);
        Path clone = folder.resolve("clone");
        try (Operator ann = new Operator(lab.home.repository(), clone)) {
            String text = ann.read("cluster.yaml");
            ann.push(
                    "cluster.yaml",
                    text.replace(
                                    "    domain: lab.example\n",
                                    "    domain: lab.example\n"
                                            + "    pool: 127.77.200.1-127.77.200.9\n")
                            .replace(
                                    "    stale: 60s\n", "    stale: 60s\n    strangers: inspect\n"),
                    "Look at strangers");
            lab.await(3L, () -> lab.states().values().stream().filter("ready"::equals).count());

            lab.press(4, Stimulus.Button.ON);
            lab.await(1, () -> lab.get("/api/v1/discovered").size());
            assertEquals(new Disk.Blank(), lab.machine(4).disk());
            String table = discovered(DiscoveredOptions.Form.TEXT);
            assertTrue(
                    table.contains("52:54:00:77:00:04  Bringup virtual machine   LAB0004 "), table);
            assertTrue(discovered(DiscoveredOptions.Form.JSON).contains("\"cpus\":4"), table);
            assertEquals(
                    """
                    apiVersion: bringup.dev/v1
                    kind: Machine
                    metadata:
                      name: machine-770004
                    spec:
                      macAddress: 52:54:00:77:00:04
                      ipAddress: choose # one that fits
                      identity: {uuid: b0a7ba5e-0000-4000-8000-000000000004, serial: "LAB0004"}
                      profile: choose # one that fits
                      power: [{wol: {}}, {ssh: {}}]
                    ---
                    """,
                    discovered(DiscoveredOptions.Form.YAML));

            adopt(clone);
            String machine = Files.readString(clone.resolve("machines/node-04.yaml"));
            ann.push(
                    "machines/node-04.yaml",
                    machine.replace("{wol: {}}", "{wol: {port: 9009}}"),
                    "Add node-04");
            lab.press(4, Stimulus.Button.OFF);
            lab.await(
                    Map.of(
                            "node-01", "ready",
                            "node-02", "ready",
                            "node-03", "ready",
                            "node-04", "ready"),
                    lab::states);
            assertEquals(0, lab.get("/api/v1/discovered").size());
        } finally {
            lab.close();
        }
    }

    private void adopt(Path clone) throws Exception {
        AdoptOptions options = new AdoptOptions();
        options.what = "52-54-00-77-00-04";
        options.daemon.server = lab.cockpit.url();
        options.name = "node-04";
        options.profile = "worker";
        options.path = clone;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertEquals(
                Exit.FINE,
                new Adopting(options, new PrintStream(bytes, true, StandardCharsets.UTF_8)).run());
        String said = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("  ipAddress: 127.77.1.4\n"), said);
    }

    private String discovered(DiscoveredOptions.Form form) throws Exception {
        DiscoveredOptions options = new DiscoveredOptions();
        options.daemon.server = lab.cockpit.url();
        options.output = form;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Discovery(options, out).run());
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
