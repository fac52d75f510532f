package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.machine.Disk;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Sha256;
import dev.bringup.netboot.Download;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A machine of the lab goes from its disk to memory, restarts, and goes back. Each boot takes as
/// long at least as Kubernetes takes a Node for Ready whose kubelet is silent: less than its 40
/// seconds here.
@Timeout(240)
class LiveLabReal {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration BOOT = Duration.ofSeconds(90);
    private static final String MACHINE = "machines/node-03.yaml";
    private static final String IMAGE =
            """
            # yaml-language-server: $schema=../schema/image.json
            apiVersion: bringup.dev/v1
            kind: Image
            metadata:
              name: lab-live
            spec:
              boot: live
              kernel: {url: installer/vmlinuz, sha256: "%s"}
              initrd: [{url: installer/initrd, sha256: "%s"}]
            """;

    private LabBench lab;

    @Test
    void fromDiskToMemoryAndBack(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 10, GRACE);
        try (Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            lab.await(Optional.of("ready"), this::state);
            String installed = lab.onDisk(3);
            ann.push("images/live.yaml", image(), "An image for memory");
            ann.push(
                    "profiles/memory.yaml",
                    ann.read("profiles/worker.yaml")
                            .replace("name: worker", "name: memory")
                            .replace("lab-os-1", "lab-live"),
                    "A profile for memory");
            String disk = ann.read(MACHINE);
            ann.push(
                    MACHINE, disk.replace("profile: worker", "profile: memory"), "Run from memory");

            lab.await(BOOT, List.of("lab-live", "ready"), this::runs);
            assertEquals(installed, lab.onDisk(3));
            AttemptId first = attempt().orElseThrow();

            lab.restart(3);
            lab.await(BOOT, true, () -> attempt().filter(a -> !a.equals(first)).isPresent());
            lab.await(BOOT, List.of("lab-live", "ready"), this::runs);
            assertNotEquals(first, attempt().orElseThrow());
            assertTrue(
                    lab.events("node-03").stream().anyMatch(e -> e.contains("self-reboot")),
                    lab::story);

            ann.push(MACHINE, disk, "Back to its disk");
            lab.await(BOOT, List.of("lab-os-1", "ready"), this::runs);
            assertEquals(installed, lab.onDisk(3));
            assertEquals(Optional.empty(), lab.machine(3).memory());
        } finally {
            lab.close();
        }
    }

    private String image() throws Exception {
        Path installer = lab.home.assets().resolve("installer");
        Sha256 kernel = Download.digest(installer.resolve("vmlinuz"));
        Sha256 initrd = Download.digest(installer.resolve("initrd"));
        return IMAGE.formatted(kernel.hex(), initrd.hex());
    }

    private Optional<String> state() {
        return Optional.ofNullable(lab.states().get("node-03"));
    }

    /// What runs there, once nothing is under way any more.
    private List<String> runs() {
        boolean open =
                lab.cockpit
                        .board()
                        .latest()
                        .filter(s ->
                                s.observed().attempts().keySet().stream()
                                        .anyMatch(id -> id.name().equals("node-03")))
                        .isPresent();
        boolean memory = lab.machine(3).memory().isPresent();
        return List.of(memory ? "lab-live" : "lab-os-1", open ? "busy" : state().orElse("unknown"));
    }

    private Optional<AttemptId> attempt() {
        return lab.machine(3).memory().map(Disk.Settled::self).map(self -> self.marker().attempt());
    }
}
