package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.view.PlanText.Ink;
import dev.bringup.view.PlanText.Screen;
import dev.bringup.view.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The runs of a cycle and how long they took, beside what the same profiles took before.
record Runs(Collection<JsonNode> attempts, JsonNode before) {

    private static final Screen ALL = new Screen(1 << 16, Ink.PLAIN);

    boolean allDone() {
        return attempts.stream().allMatch(Runs::isDone);
    }

    private static boolean isDone(JsonNode attempt) {
        return attempt.at("/end/ending").asText().equals("done");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (attempts.isEmpty()) {
            return lines;
        }
        lines.add("");
        lines.addAll(
                new Table(
                                List.of("MACHINE", "IMAGE", "ENDED", "CYCLE", "OURS", "PHASES"),
                                attempts.stream().map(Runs::row).toList())
                        .lines(ALL));
        List<Duration> times = times();
        if (!times.isEmpty()) {
            lines.add("");
            lines.add(
                    "%d done: min %s, median %s, max %s"
                            .formatted(
                                    times.size(),
                                    Words.of(times.getFirst()),
                                    Words.of(median(times)),
                                    Words.of(times.getLast())));
        }
        earlier()
                .forEach(row ->
                        lines.add(
                                "before, %s of %s with %s: min %s, median %s, max %s of %d"
                                        .formatted(
                                                row.path("action").asText(),
                                                row.path("profile").asText(),
                                                row.path("image").asText(),
                                                Printed.seconds(row.at("/cycle/min")),
                                                Printed.seconds(row.at("/cycle/median")),
                                                Printed.seconds(row.at("/cycle/max")),
                                                row.path("done").asInt())));
        return lines;
    }

    private static Table.Row row(JsonNode attempt) {
        return Table.Row.of(
                attempt.path("machine").asText(),
                attempt.at("/opening/image").asText(),
                attempt.at("/end/ending").asText(),
                Printed.seconds(attempt.at("/end/seconds")),
                Printed.ours(attempt.at("/ours/seconds"), attempt.at("/ours/share")),
                Printed.stream(attempt.path("phases"))
                        .map(Printed::phase)
                        .collect(Collectors.joining(", ")));
    }

    private List<Duration> times() {
        return attempts.stream()
                .filter(Runs::isDone)
                .map(a -> Printed.duration(a.at("/end/seconds")))
                .sorted()
                .toList();
    }

    private static Duration median(List<Duration> sorted) {
        return sorted.get((sorted.size() - 1) / 2);
    }

    /// What these profiles took before, whatever image they had then.
    private List<JsonNode> earlier() {
        Set<String> profiles = new TreeSet<>();
        Set<String> goals = new TreeSet<>(Set.of("install"));
        attempts.forEach(a -> profiles.add(a.at("/opening/profile").asText()));
        attempts.forEach(a -> goals.add(a.at("/opening/goal").asText()));
        return Printed.stream(before)
                .filter(row -> profiles.contains(row.path("profile").asText()))
                .filter(row -> goals.contains(row.path("action").asText()))
                .filter(row -> row.has("cycle"))
                .toList();
    }

    ObjectNode json() {
        ObjectNode all = new ObjectMapper().createObjectNode();
        attempts.forEach(all.putArray("runs")::add);
        List<Duration> times = times();
        if (!times.isEmpty()) {
            ObjectNode cycle = all.putObject("cycle");
            cycle.put("count", times.size());
            cycle.put("min", times.getFirst().toMillis() / 1000.0);
            cycle.put("median", median(times).toMillis() / 1000.0);
            cycle.put("max", times.getLast().toMillis() / 1000.0);
        }
        earlier().forEach(all.putArray("before")::add);
        return all;
    }
}
