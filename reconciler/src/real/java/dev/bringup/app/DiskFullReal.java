package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Stage;
import dev.bringup.query.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The disk of the reconciler is full. Machines boot what they have, nothing is begun, and when
/// there is room again everything goes on.
@Timeout(240)
class DiskFullReal {

    private static final Map<String, String> READY =
            new TreeMap<>(Map.of("node-01", "ready", "node-02", "ready", "node-03", "ready"));

    @TempDir Path folder;

    private Path data;
    private LabBench lab;

    @BeforeEach
    void start() throws Exception {
        data = new LabHome(folder.resolve("lab")).reconciler();
        Files.createDirectories(data);
        run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", data.toString());
        lab = new LabBench(folder.resolve("lab"), 10);
    }

    @AfterEach
    void stop() throws Exception {
        try {
            lab.close();
        } finally {
            run("umount", data.toString());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    private Path fill() throws IOException {
        Path fill = data.resolve("fill");
        byte[] zeros = new byte[4096];
        try (OutputStream out = Files.newOutputStream(fill)) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            return fill;
        }
    }

    private boolean isSaid() {
        return lab.cockpit.board().eventsSince(0).stream()
                .map(Event::text)
                .anyMatch(t -> t.endsWith("nothing is begun until it can be: make room"));
    }

    @Test
    void machinesBootAndNothingIsBegunUntilThereIsRoom() throws Exception {
        lab.await(READY, lab::states);
        Disk before = lab.machine(1).disk();
        Path fill = fill();

        // What is written over in place needs no room; sooner or later something does.
        lab.await(
                true,
                () -> {
                    direct("suspend");
                    direct("resume");
                    return isSaid();
                });
        lab.restart(2);
        lab.await(false, () -> isUp(2));
        lab.await(true, () -> isUp(2));
        assertEquals(Standstill.BECAUSE, direct("suspend"));
        assertEquals(before, lab.machine(1).disk());
        assertEquals(0, lab.deaths());

        Files.delete(fill);
        lab.await(1, lab::deaths);
        lab.restartReconciler();
        direct("resume");
        lab.await(READY, lab::states);
        try (Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            ann.push(
                    "profiles/worker.yaml",
                    ann.read("profiles/worker.yaml").replace("lab-os-1", "lab-os-2"),
                    "Go to lab-os-2");
            lab.await("installed with lab-os-2", () -> lab.onDisk(1));
            lab.await("installed with lab-os-2", () -> lab.onDisk(2));
        }
    }

    private boolean isUp(int number) {
        return lab.machine(number).stage() instanceof Stage.Running;
    }

    /// What the operator is told.
    private String direct(String what) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(lab.cockpit.url()).resolve("/api/v1/direct"))
                                    .header(
                                            "Authorization",
                                            "Bearer "
                                                    + Files.readString(data.resolve("api.token"))
                                                            .strip())
                                    .timeout(Duration.ofSeconds(3))
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"do\":\"%s\",\"reason\":\"so\"}"
                                                            .formatted(what)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body()
                    .strip();
        } catch (HttpTimeoutException e) {
            throw new AssertionError("nobody answers " + what, e);
        }
    }
}
