package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Sha256;
import dev.bringup.netboot.Download;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A machine of the lab is written anew by a distribution's installer, and is a Node again.
@Timeout(120)
class HandOverLabReal {

    private static final String IMAGE =
            """
            apiVersion: bringup.dev/v1
            kind: Image
            metadata:
              name: lab-distro
            spec:
              boot: installer
              kernel: {url: installer/vmlinuz, sha256: "%s"}
              initrd: [{url: installer/initrd, sha256: "%s"}]
            """;

    private static final String PROFILE =
            """
            apiVersion: bringup.dev/v1
            kind: Profile
            metadata: {name: distro}
            spec:
              image: lab-distro
              payload: {preseed: templates/distro.j2}
            """;

    private static final String PRESEED =
            """
            d-i partman/early_command string wget -qO- {{ bringup.targetUrl }} | sh
            d-i preseed/late_command string wget -qO- {{ bringup.finishUrl }} | sh
            """;

    @Test
    void aMachineIsWrittenByAnotherInstaller(@TempDir Path folder) throws Exception {
        LabBench lab = new LabBench(folder.resolve("lab"), 20);
        try (Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            lab.await(Optional.of("ready"), () -> Optional.ofNullable(lab.states().get("node-03")));
            String before = lab.onDisk(3);
            Path installer = lab.home.assets().resolve("installer");
            Sha256 kernel = Download.digest(installer.resolve("vmlinuz"));
            Sha256 initrd = Download.digest(installer.resolve("initrd"));
            ann.push(
                    "images/distro.yaml",
                    IMAGE.formatted(kernel.hex(), initrd.hex()),
                    "A distribution's installer");
            ann.push("templates/distro.j2", PRESEED, "What steers it");
            ann.push("profiles/distro.yaml", PROFILE, "A profile for it");
            String machine = ann.read("machines/node-03.yaml");
            ann.push(
                    "machines/node-03.yaml",
                    machine.replace("profile: worker", "profile: distro"),
                    "Install node-03 with it");

            lab.await(
                    Duration.ofSeconds(60),
                    true,
                    () ->
                            !lab.onDisk(3).equals(before)
                                    && "ready".equals(lab.states().get("node-03")));
            assertTrue(
                    lab.events("node-03").stream().anyMatch(e -> e.contains("image took")),
                    lab::story);
        } finally {
            lab.close();
        }
    }
}
