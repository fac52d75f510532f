package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The kubectl of this machine in a cluster that three blank machines made, with the kubeconfig
/// that `bringup kubeconfig` writes.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FoundingReal {

    @Test
    void kubectlIsLetIn(@TempDir Path folder) throws Exception {
        try (LabBench lab = LabBench.fromNothing(folder.resolve("lab"), 20);
                Operator _ = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            lab.await(
                    Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready"),
                    lab::states);
            Path config =
                    Files.writeString(
                            folder.resolve("admin.conf"),
                            FoundingLabTest.kubeconfig(
                                    folder.resolve("clone"),
                                    lab.home.identity(),
                                    "kubeadm:cluster-admins"));

            assertEquals(
                    List.of(
                            "node-01 Ready control-plane",
                            "node-02 Ready control-plane",
                            "node-03 Ready control-plane"),
                    kubectl(config, "get", "nodes", "--no-headers")
                            .lines()
                            .map(l -> String.join(" ", List.of(l.split(" +")).subList(0, 3)))
                            .toList());
            // Addons are applied once the first control plane answers, which may be after all are
            // ready.
            lab.await(
                    "daemonset.apps/lab-cni",
                    () ->
                            kubectl(config, "get", "-n", "kube-system", "daemonsets", "-o", "name")
                                    .strip());
            kubectl(
                    config,
                    "rollout",
                    "status",
                    "-n",
                    "kube-system",
                    "daemonset/lab-cni",
                    "--timeout=30s");
        }
    }

    private static String kubectl(Path config, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig=" + config));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text;
    }
}
