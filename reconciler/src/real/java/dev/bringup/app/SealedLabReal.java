package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A machine of the lab is made one whose system has no shell, is restarted as Git asks, and is
/// made one with a shell again.
@Timeout(240)
class SealedLabReal {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Pattern AUTHORITY = Pattern.compile("certificate-authority-data: (\\S+)");

    private static final Pattern SERVER = Pattern.compile("server: (\\S+)");

    private static final String PROFILE =
            """
            apiVersion: bringup.dev/v1
            kind: Profile
            metadata: {name: sealed}
            spec:
              image: %s
              payload: {talos: templates/sealed.j2}
            """;

    private static final String CONFIG =
            """
            version: v1alpha1
            machine:
              type: worker
              network: {hostname: {{ machine.name }}}
            cluster:
              controlPlane: {endpoint: "%s"}
              token: "{{ bringup.joinToken }}"
              ca: {crt: "%s"}
            """;

    private LabBench lab;

    private static String group(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertTrue(found.find(), () -> pattern + " is not in " + text);
        return found.group(1);
    }

    private void awaitShell(boolean wanted) throws Exception {
        lab.await(
                LONG,
                Optional.of(wanted),
                () ->
                        lab.machine(3)
                                .settled()
                                .filter(_ -> "ready".equals(lab.states().get("node-03")))
                                .map(settled -> settled.self().hasShell()));
    }

    @Test
    void aWorkerWithoutAShell(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 20);
        try (Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            lab.await(Optional.of("ready"), () -> Optional.ofNullable(lab.states().get("node-03")));
            String image =
                    group(Pattern.compile("image: (\\S+)"), ann.read("profiles/worker.yaml"));
            String kubeconfig = Files.readString(lab.home.kubeconfig());
            String config =
                    CONFIG.formatted(group(SERVER, kubeconfig), group(AUTHORITY, kubeconfig));
            ann.push("templates/sealed.j2", config, "A configuration of Talos");
            ann.push("profiles/sealed.yaml", PROFILE.formatted(image), "A profile for it");
            String machine = ann.read("machines/node-03.yaml");
            String sealed =
                    machine.replace("profile: worker", "profile: sealed")
                            + "  reboot: {generation: %s}\n";
            ann.push("machines/node-03.yaml", sealed.formatted("one"), "No shell on node-03");
            awaitShell(false);

            long life = lab.machine(3).life();
            ann.push("machines/node-03.yaml", sealed.formatted("two"), "Restart node-03");
            lab.await(
                    LONG,
                    true,
                    () ->
                            lab.machine(3).life() > life
                                    && "ready".equals(lab.states().get("node-03")));
            assertTrue(
                    lab.events("node-03").stream()
                            .anyMatch(e -> e.contains("its kubelet runs in another boot")),
                    lab::story);

            ann.push("machines/node-03.yaml", machine, "A shell again");
            awaitShell(true);
        } finally {
            lab.close();
        }
    }
}
