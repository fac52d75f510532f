package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.LabOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.lab.wire.ControlPlane;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a lab from nothing begins.
class LabFoundingTest {

    @TempDir Path folder;

    private Validation validated(int machines) throws Exception {
        Path state = folder.resolve("state-" + machines);
        for (Map.Entry<String, byte[]> file :
                LabFounding.files(machines, "age-encryption.org/v1").entrySet()) {
            Path path = state.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return Validation.of(state);
    }

    @Test
    void upToThreeControlPlanesAndNoTwo() throws Exception {
        for (Map.Entry<Integer, Long> row : Map.of(1, 1L, 2, 1L, 3, 3L, 7, 3L).entrySet()) {
            Validation found = validated(row.getKey());
            Desired desired = found.desired().orElseThrow();

            assertEquals(List.of(), found.problems());
            assertEquals(row.getKey(), desired.machines().size());
            assertEquals(
                    row.getValue(),
                    desired.machines().values().stream()
                            .filter(MachineSpec::isControlPlane)
                            .count());
            assertTrue(desired.cluster().kubernetes().isMadeHere());
        }
    }

    private String refused(LabOptions options) {
        return assertThrows(Failure.class, () -> new Lab(options, "1").run(new Shutdown()))
                .getMessage();
    }

    @Test
    void howALabBeginsIsNotChosenTwice() throws Exception {
        LabOptions options = new LabOptions();
        options.dataDir = folder.resolve("lab");
        options.fromNothing = true;
        Files.createDirectories(options.dataDir.resolve("state.git"));

        assertEquals(
                "the lab in "
                        + options.dataDir
                        + " began with a cluster; --from-nothing needs another --data-dir",
                refused(options));
        options.kubeconfig = folder.resolve("config");
        assertEquals(
                "--from-nothing and --kubeconfig: the machines make the cluster, or it is there"
                        + " already",
                refused(options));
    }

    @Test
    void aLabWithAClusterHasRoomForNoOther() throws Exception {
        LabHome home = new LabHome(folder.resolve("lab"));
        Files.createDirectories(home.world());
        try (LabCluster cluster = LabCluster.open(home, Duration.ofSeconds(40))) {
            assertEquals(
                    "kubeadm init: there is a cluster already",
                    assertThrows(IOException.class, () -> cluster.init(order(LabCluster.ENDPOINT)))
                            .getMessage());
            assertEquals(
                    "kubeadm init: nothing of this lab can be 127.77.0.9:6443",
                    assertThrows(IOException.class, () -> cluster.init(order("127.77.0.9:6443")))
                            .getMessage());
        }
    }

    private static ControlPlane.Order order(String endpoint) {
        return new ControlPlane.Order(
                "node-01",
                Ip4.parse("127.77.1.1"),
                endpoint,
                new KubeVersion(1, 36, 2),
                new TreeMap<>());
    }
}
