package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Etcd;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The scripts as they are run on a control plane, with three real etcd on loopback. Only the
/// container that etcdctl runs in is left out.
@Timeout(120)
class EtcdScriptReal {

    private static final String CRICTL =
            """
            #!/bin/sh
            [ "$1" = ps ] && { echo here; exit; }
            shift 3
            for word; do
              shift
              case $word in
                --endpoints=*) set -- "$@" --endpoints=http://127.0.9.1:2379;;
                --cacert=*|--cert=*|--key=*) ;;
                *) set -- "$@" "$word";;
              esac
            done
            ETCDCTL_API=3 exec etcdctl "$@"
            """;

    private final List<Process> running = new ArrayList<>();

    @TempDir Path folder;

    private Process start(int n) throws IOException {
        String peers =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(i -> "n%d=http://127.0.9.%d:2380".formatted(i, i))
                        .collect(Collectors.joining(","));
        String client = "http://127.0.9.%d:2379".formatted(n);
        String peer = "http://127.0.9.%d:2380".formatted(n);
        ProcessBuilder etcd =
                new ProcessBuilder(
                        List.of(
                                "etcd",
                                "--name=n" + n,
                                "--data-dir=" + folder.resolve("data" + n),
                                "--listen-client-urls=" + client,
                                "--advertise-client-urls=" + client,
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=" + peers));
        Process process =
                etcd.redirectErrorStream(true)
                        .redirectOutput(folder.resolve("etcd" + n + ".log").toFile())
                        .start();
        running.add(process);
        return process;
    }

    @AfterEach
    void stop() {
        running.forEach(Process::destroyForcibly);
    }

    private record Ended(int status, String output) {}

    private Ended run(String script) throws Exception {
        Path crictl = folder.resolve("crictl");
        Files.writeString(crictl, CRICTL);
        assertTrue(crictl.toFile().setExecutable(true));
        Path text = Files.writeString(folder.resolve("script"), script);
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-s");
        shell.environment().put("PATH", folder + ":/usr/bin:/bin");
        Process process =
                shell.redirectInput(text.toFile())
                        .redirectError(folder.resolve("errors").toFile())
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), output);
    }

    /// By name, with whether it answers.
    private List<String> members() throws Exception {
        return EtcdScript.read(Tool.KUBEADM, run(EtcdScript.members(Tool.KUBEADM)).output).stream()
                .sorted(Comparator.comparing(Etcd.Member::name))
                .map(m -> m.name() + " " + m.address() + " " + m.answers())
                .toList();
    }

    private void await(List<String> what) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!members().equals(what) && Instant.now().isBefore(end)) {
            Thread.sleep(200);
        }
        assertEquals(what, members());
    }

    @Test
    void whoDiedIsSeenAndWhoLeavesIsGone() throws Exception {
        start(1);
        Process second = start(2);
        start(3);
        await(List.of("n1 127.0.9.1 true", "n2 127.0.9.2 true", "n3 127.0.9.3 true"));

        second.destroyForcibly().waitFor();
        await(List.of("n1 127.0.9.1 true", "n2 127.0.9.2 false", "n3 127.0.9.3 true"));

        Optional<Etcd.Member> gone =
                EtcdScript.read(Tool.KUBEADM, run(EtcdScript.members(Tool.KUBEADM)).output).stream()
                        .filter(m -> m.name().equals("n2"))
                        .findFirst();
        Ended removed =
                run(EtcdScript.remove(Tool.KUBEADM, new MachineId("n2"), gone.orElseThrow()));
        assertEquals(0, removed.status);
        await(List.of("n1 127.0.9.1 true", "n3 127.0.9.3 true"));
    }

    @Test
    void aSnapshotIsWhatEtcdCanBeRestoredFrom() throws Exception {
        IntStream.rangeClosed(1, 3)
                .forEach(n -> {
                    try {
                        start(n);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
        await(List.of("n1 127.0.9.1 true", "n2 127.0.9.2 true", "n3 127.0.9.3 true"));
        Path db = folder.resolve("bringup.db");
        Path kept = folder.resolve("kept.db");
        String script =
                EtcdScript.snapshot(Tool.KUBEADM)
                        .replace("/var/lib/etcd/bringup.db", db.toString())
                        .replace("cat " + db, "cat " + db + " > " + kept);
        assertEquals(0, run(script).status, () -> read("errors"));

        assertTrue(Files.notExists(db));
        Path restored = folder.resolve("restored");
        Process restore =
                new ProcessBuilder(
                                "etcdctl",
                                "snapshot",
                                "restore",
                                kept.toString(),
                                "--data-dir=" + restored)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("errors").toFile())
                        .start();
        assertTrue(restore.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, restore.exitValue(), () -> read("errors"));
        assertTrue(Files.exists(restored.resolve("member/snap/db")));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
