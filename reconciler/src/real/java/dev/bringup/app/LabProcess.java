package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// `bringup` as a process of its own, started as the launcher does it, and what it prints.
final class LabProcess implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(90);

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private LabProcess(Process process) {
        this.process = process;
        reader = Thread.ofVirtual().start(this::read);
    }

    static LabProcess start(String... arguments) throws IOException {
        // A test that runs in the background of a shell has SIGINT ignored, and so have its
        // children.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new LabProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader in = process.inputReader()) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                synchronized (lines) {
                    lines.add(text);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // It was killed while it wrote.
        }
    }

    List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    private Optional<String> find(Predicate<String> wanted) {
        return lines.stream().filter(wanted).findFirst();
    }

    private String await(Predicate<String> wanted) throws InterruptedException {
        long until = System.nanoTime() + SOON.toNanos();
        synchronized (lines) {
            while (find(wanted).isEmpty()) {
                if (System.nanoTime() > until || (!process.isAlive() && !reader.isAlive())) {
                    throw new AssertionError("it never came:\n" + String.join("\n", output()));
                }
                lines.wait(100);
            }
            return find(wanted).get();
        }
    }

    /// The first line that begins so, waited for.
    String line(String start) throws InterruptedException {
        return await(text -> text.startsWith(start));
    }

    JsonNode machines() throws InterruptedException {
        String url = line("console ").replaceFirst("console +", "");
        try {
            return new ObjectMapper()
                    .readTree(URI.create(url).resolve("/api/v1/machines").toURL().openStream());
        } catch (IOException e) {
            throw new AssertionError("the console at " + url, e);
        }
    }

    /// Each machine with its state, and the image that it runs if that is the one it should.
    List<String> standing() throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (JsonNode machine : machines()) {
            String goal = machine.at("/wanted/fingerprint").asText();
            found.add(
                    "%s is %s with %s"
                            .formatted(
                                    machine.path("name").asText(),
                                    machine.path("state").asText(),
                                    goal.equals(machine.at("/known/installed").asText())
                                            ? machine.at("/wanted/image").asText()
                                            : "something else"));
        }
        return found;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// `kill -9`.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// Ctrl-C.
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
    }

    /// The exit code; a process that does not end in that time has none.
    int end(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still there:\n" + String.join("\n", output()));
        }
        reader.join();
        return process.exitValue();
    }

    /// Leaves nothing behind, whatever a test did to it.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
