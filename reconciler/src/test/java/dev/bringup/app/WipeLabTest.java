package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.lab.machine.Disk;
import dev.bringup.model.Power;
import dev.bringup.query.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A machine of the lab leaves with a tombstone, over real DHCP, HTTP and IPMI: its disk ends
/// blank, and when its file comes back it is installed as a new one.
@Timeout(180)
class WipeLabTest {

    private static final String FILE = "machines/node-03.yaml";
    private static final String TOMBSTONE =
            """
            apiVersion: bringup.dev/v1
            kind: Decommission
            metadata: {name: goodbye}
            spec:
              machine: node-03
              identity: {serial: %s}
              method: quick
              expires: 2999-01-01
            """;

    private LabBench lab;

    @Test
    void aTombstoneWipesAndARevertInstallsAnew(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 10);
        try (Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            Map<String, String> all =
                    Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready");
            lab.await(all, lab::states);
            String serial = lab.machine(3).blueprint().serial();
            String commit =
                    ann.swap(
                            FILE,
                            "goodbye.yaml",
                            TOMBSTONE.formatted(serial),
                            "Retire node-03 and wipe it");
            lab.await(new Disk.Blank(), () -> lab.machine(3).disk());
            lab.await(Power.OFF, () -> lab.machine(3).power());
            lab.await(Map.of("node-01", "ready", "node-02", "ready"), lab::states);
            assertEquals(1, said("wipe: tombstone goodbye asks for it"));

            ann.revert(commit);
            lab.await(all, lab::states);
            lab.await("installed with lab-os-1", () -> lab.onDisk(3));
        } finally {
            lab.close();
        }
    }

    private long said(String text) {
        List<String> all = lab.cockpit.board().eventsSince(0).stream().map(Event::text).toList();
        return all.stream().filter(text::equals).count();
    }
}
