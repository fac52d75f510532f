package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.LabOptions;
import dev.bringup.cli.Program.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The lab's world as seen from the reconciler's process: found running, or started. Closing it
/// ends the world; being killed does not.
final class LabChild implements AutoCloseable {

    private static final int START_SECONDS = 60;

    private final LabHome home;
    private final Optional<Process> child;

    private LabChild(LabHome home, Optional<Process> child) {
        this.home = home;
        this.child = child;
    }

    /// Returns at once; see [#await].
    static LabChild findOrStart(LabHome home, LabOptions options) throws IOException {
        Files.createDirectories(home.world());
        home.owned(ProcessHandle.current().pid());
        return home.running().isPresent()
                ? new LabChild(home, Optional.empty())
                : new LabChild(home, Optional.of(start(home, options)));
    }

    /// The world, once it runs.
    LabHome.Running await() throws IOException, Failure {
        for (int i = 0; i < START_SECONDS * 20; i++) {
            Optional<LabHome.Running> running = home.running();
            if (running.isPresent()) {
                return running.get();
            }
            if (child.filter(Process::isAlive).isEmpty()) {
                String said = Files.readString(home.world().resolve("world.out")).strip();
                throw new Failure(
                        Exit.WORLD_UNREACHABLE,
                        "the lab's world did not start: " + said.replaceFirst("^bringup: ", ""));
            }
            pause(child.get());
        }
        throw new Failure(Exit.WORLD_UNREACHABLE, "the lab's world did not start in time");
    }

    private static void pause(Process child) throws IOException {
        try {
            boolean _ = child.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Process start(LabHome home, LabOptions options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(
                ProcessHandle.current()
                        .info()
                        .command()
                        .orElse(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(machine());
        command.addAll(List.of(Main.class.getName(), "lab", "--world-only"));
        command.addAll(List.of("--data-dir", home.folder().toString()));
        command.addAll(List.of("--machines", "" + options.machines));
        command.addAll(List.of("--speed", "" + options.speed));
        command.addAll(List.of("--faults", "" + options.faults));
        command.addAll(List.of("--seed", "" + options.seed));
        if (options.fromNothing) {
            command.addAll(List.of("--from-nothing", "--kubernetes", options.kubernetes));
        }
        File output = home.world().resolve("world.out").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().put(LabWorld.OWNER, "" + ProcessHandle.current().pid());
        return builder.start();
    }

    /// The JVM's arguments as the launcher chose them for us: its cache of loaded classes halves
    /// the child's start.
    private static List<String> machine() {
        List<String> ours =
                List.of(ProcessHandle.current().info().arguments().orElseGet(() -> new String[0]));
        int main = ours.indexOf(Main.class.getName());
        return main > 0
                ? ours.subList(0, main)
                : List.of(
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"));
    }

    @Override
    public void close() {
        try {
            Optional<ProcessHandle> world =
                    child.map(Process::toHandle).or(() -> ProcessHandle.of(runningPid()));
            if (world.isPresent()) {
                end(world.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long runningPid() {
        try {
            return home.running().map(LabHome.Running::pid).orElse(-1L);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void end(ProcessHandle world) throws InterruptedException {
        world.destroy();
        try {
            world.onExit().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            world.destroyForcibly();
        }
    }
}
