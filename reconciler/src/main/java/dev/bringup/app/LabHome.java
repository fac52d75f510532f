package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/// The folders of a lab. What belongs to the world and what belongs to the reconciler are apart, so
/// that either can be lost alone.
record LabHome(Path folder) {

    /// How a running world is found again.
    record Running(long pid, Path kubeconfig, int machines) {
        boolean isAlive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    Path repository() {
        return folder.resolve("state.git");
    }

    Path world() {
        return folder.resolve("world");
    }

    Path reconciler() {
        return folder.resolve("reconciler");
    }

    Path assets() {
        return reconciler().resolve("assets");
    }

    Path secrets() {
        return reconciler().resolve("secrets");
    }

    Path bootFiles() {
        return folder.resolve("boot");
    }

    /// Of the lab's own API; it is there from the first start on, in a lab from nothing from when
    /// there is a cluster.
    Path kubeconfig() {
        return world().resolve("api").resolve("kubeconfig");
    }

    /// The age key that opens the roots of trust of a lab from nothing; no other lab has it.
    Path identity() {
        return reconciler().resolve("age.key");
    }

    boolean isFromNothing() {
        return Files.exists(identity());
    }

    /// Who made the cluster of a lab from nothing, and with which CA.
    Path founder() {
        return world().resolve("founder");
    }

    private Path note() {
        return world().resolve("world.json");
    }

    Optional<Running> running() throws IOException {
        if (!Files.exists(note())) {
            return Optional.empty();
        }
        JsonNode note = JSON.readTree(note().toFile());
        Running running =
                new Running(
                        note.path("pid").asLong(),
                        Path.of(note.path("kubeconfig").asText()),
                        note.path("machines").asInt());
        return Optional.of(running).filter(Running::isAlive);
    }

    void write(Running running) throws IOException {
        Path half = world().resolve("world.json.new");
        JSON.writeValue(
                half.toFile(),
                Map.of(
                        "pid", running.pid(),
                        "kubeconfig", running.kubeconfig().toString(),
                        "machines", running.machines()));
        Files.move(
                half, note(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// The lab process that this world serves now.
    Optional<ProcessHandle> owner() throws IOException {
        Path file = world().resolve("owner");
        return Files.exists(file)
                ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                : Optional.empty();
    }

    void owned(long pid) throws IOException {
        Files.writeString(world().resolve("owner"), pid + "\n");
    }

    void forgetRunning() throws IOException {
        Files.deleteIfExists(note());
    }
}
