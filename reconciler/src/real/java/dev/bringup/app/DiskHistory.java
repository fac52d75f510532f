package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What was written to the disks of a rack, from its marker files, looked at all the time, and from
/// its log.
final class DiskHistory implements AutoCloseable {

    /// What a disk's marker said, from one change to the next.
    record Marked(String state, String attempt, String fingerprint) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WRITING = Pattern.compile("(bay-\\d+) installer: writing .*/(.+)");
    private static final Pattern STARTING = Pattern.compile("(bay-\\d+) starting from disk");

    private final Path world;
    private final Map<String, List<Marked>> histories = new TreeMap<>();
    private final Thread watcher;

    DiskHistory(Path world) {
        this.world = world;
        watcher = Thread.ofPlatform().daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() {
        try (Stream<Path> files = Files.list(world.resolve("rack"))) {
            files.filter(f -> f.toString().endsWith(".json")).forEach(this::look);
        } catch (IOException e) {
            // The rack is not built yet.
        }
    }

    private void look(Path file) {
        try {
            JsonNode marker = JSON.readTree(file.toFile()).at("/disk/marker");
            if (marker.isObject()) {
                Marked now =
                        new Marked(
                                marker.path("state").asText(),
                                marker.path("attempt").asText(),
                                marker.path("fingerprint").asText());
                String bay = file.getFileName().toString().replace(".json", "");
                List<Marked> history = histories.computeIfAbsent(bay, _ -> new ArrayList<>());
                if (history.isEmpty() || !history.getLast().equals(now)) {
                    history.add(now);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    synchronized Marked now(String bay) {
        look(world.resolve("rack/" + bay + ".json"));
        return histories.get(bay).getLast();
    }

    /// Disks that carried an installation and were then written with the very same one.
    synchronized List<String> overwritten() {
        List<String> offences = new ArrayList<>();
        histories.forEach((bay, history) -> {
            for (int i = 1; i < history.size(); i++) {
                Marked before = history.get(i - 1);
                Marked after = history.get(i);
                if (before.state().equals("installed")
                        && after.state().equals("installing")
                        && before.fingerprint().equals(after.fingerprint())) {
                    offences.add(bay + ": " + before + " then " + after);
                }
            }
        });
        return offences;
    }

    /// The same by the rack's log: an image that started from disk is not written there again
    /// before another one was.
    List<String> overwrittenInLog() throws IOException {
        List<String> offences = new ArrayList<>();
        Map<String, String> writing = new TreeMap<>();
        Map<String, String> whole = new TreeMap<>();
        for (String line : log()) {
            Matcher write = WRITING.matcher(line);
            Matcher start = STARTING.matcher(line);
            if (write.find()) {
                if (write.group(2).equals(whole.remove(write.group(1)))) {
                    offences.add(line);
                }
                writing.put(write.group(1), write.group(2));
            } else if (start.find() && writing.containsKey(start.group(1))) {
                whole.put(start.group(1), writing.get(start.group(1)));
            }
        }
        return offences;
    }

    /// How often that image was begun in that bay.
    long begun(String bay, String image) throws IOException {
        return log().stream()
                .filter(line -> line.contains(bay + " installer: writing "))
                .filter(line -> line.endsWith("/" + image + ".img"))
                .count();
    }

    private List<String> log() throws IOException {
        Path file = world.resolve("world.log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
