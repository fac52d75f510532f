package dev.bringup.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The dashboards as Grafana will read them, without Grafana.
class DashboardsTest {

    private static final Path FOLDER = Path.of("../dashboards");
    private static final Pattern METRIC = Pattern.compile("bringup_\\w+");
    private static final Pattern MATCHER =
            Pattern.compile("(bringup_\\w+)\\{((?:[^}\"]|\"[^\"]*\")*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(p -> p.toString().endsWith(".json")).sorted().toList();
        }
    }

    /// Every name under which a metric may be asked for, with the labels that it has then.
    private static Map<String, Set<String>> exported() {
        Map<String, Set<String>> all = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            Set<String> labels = new TreeSet<>(metric.labels());
            labels.addAll(List.of("job", "instance"));
            switch (metric.type()) {
                case COUNTER, GAUGE -> all.put(metric.exported(), labels);
                case ROAD, CALL, SHARE -> {
                    all.put(metric.exported() + "_count", labels);
                    all.put(metric.exported() + "_sum", labels);
                    Set<String> bucket = new TreeSet<>(labels);
                    bucket.add("le");
                    all.put(metric.exported() + "_bucket", bucket);
                }
            }
        }
        return all;
    }

    /// What an expression asks for and nothing exports.
    private static List<String> unknown(String expression) {
        Map<String, Set<String>> exported = exported();
        List<String> unknown = new ArrayList<>();
        METRIC.matcher(expression)
                .results()
                .map(m -> m.group())
                .filter(name -> !exported.containsKey(name))
                .forEach(unknown::add);
        Matcher match = MATCHER.matcher(expression);
        while (match.find()) {
            String name = match.group(1);
            LABEL.matcher(match.group(2))
                    .results()
                    .map(m -> m.group(1))
                    .filter(l -> !exported.getOrDefault(name, Set.of()).contains(l))
                    .forEach(l -> unknown.add(name + "{" + l + "}"));
        }
        return unknown;
    }

    @Test
    void whatNothingExportsIsFound() {
        assertEquals(
                List.of("bringup_phase_seconds", "bringup_held{machine}"),
                unknown(
                        "rate(bringup_phase_seconds[5m]) + sum(bringup_held{rail=\"R4\",machine=~\"a\"})"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelAsksForWhatIsExported(Path file) throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
        assertTrue(dashboard.path("panels").size() >= 8, file::toString);
        List<String> asked = new ArrayList<>();
        dashboard.findValues("expr").forEach(e -> asked.add(e.asText()));
        dashboard.at("/templating/list").forEach(v -> asked.add(v.path("query").asText()));

        assertEquals(List.of(), asked.stream().flatMap(e -> unknown(e).stream()).toList());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelIsWholeAndBesideTheOthers(Path file) throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
        assertEquals(41, dashboard.path("schemaVersion").asInt());
        assertTrue(dashboard.path("uid").isMissingNode(), "Grafana chooses one");
        Set<String> cells = new TreeSet<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertTrue(ids.add(panel.path("id").asInt()), title);
            JsonNode at = panel.path("gridPos");
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    int column = at.path("x").asInt() + x;
                    assertTrue(column < 24, title);
                    assertTrue(cells.add(column + " " + (at.path("y").asInt() + y)), title);
                }
            }
            if (!panel.path("type").asText().equals("text")) {
                assertTrue(panel.path("description").asText().endsWith("."), title);
                assertEquals("${datasource}", panel.at("/datasource/uid").asText(), title);
                assertTrue(!panel.path("targets").isEmpty(), title);
            }
            for (JsonNode target : panel.path("targets")) {
                LEGEND.matcher(target.path("legendFormat").asText())
                        .results()
                        .map(m -> m.group(1))
                        .filter(l -> !target.path("expr").asText().contains(l))
                        .filter(l -> !l.equals("instance"))
                        .forEach(l -> assertEquals("", l, title));
            }
        }
        assertVariables(dashboard);
    }

    private static void assertVariables(JsonNode dashboard) {
        Set<String> known = new TreeSet<>(Set.of("__rate_interval", "__range"));
        dashboard.at("/templating/list").forEach(v -> known.add(v.path("name").asText()));
        Matcher used =
                Pattern.compile("\\$\\{?(\\w+)").matcher(dashboard.path("panels").toString());
        while (used.find()) {
            assertTrue(known.contains(used.group(1)), used.group());
        }
    }

    @Test
    void everyAlertAsksForWhatIsExportedAndHasItsSectionInTheRunbook() throws IOException {
        String rules = Files.readString(FOLDER.resolve("rules.yaml"));
        String tests = Files.readString(FOLDER.resolve("rules.test.yaml"));
        String runbook = Files.readString(Path.of("docs/runbook.md"));
        List<String> alerts = found(rules, "- alert: (\\w+)");

        assertEquals(List.of(), unknown(rules));
        assertEquals(List.of(), unknown(tests));
        assertTrue(alerts.size() >= 15, alerts::toString);
        assertEquals(alerts.size(), found(rules, "runbook_url: runbook.md#(\\w+)").size());
        List<String> sections = found(runbook, "(?m)^## (\\w+)");
        assertEquals(
                List.of(),
                found(rules, "runbook_url: runbook.md#(\\w+)").stream()
                        .filter(a ->
                                sections.stream()
                                        .noneMatch(s -> s.toLowerCase(Locale.ROOT).equals(a)))
                        .toList());
        assertEquals(List.of(), sections.stream().filter(s -> !alerts.contains(s)).toList());
        Set<String> fired = new TreeSet<>(found(tests, "eval_time: \\w+\n +alertname: (\\w+)"));
        assertEquals(new TreeSet<>(alerts), fired, "each fires in a test");
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
    }

    /// A panel is one line, so that a change of one is read as one.
    @ParameterizedTest
    @MethodSource("dashboards")
    void aPanelIsOneLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        long panels = new ObjectMapper().readTree(file.toFile()).path("panels").size();

        assertEquals(panels, lines.stream().filter(l -> l.startsWith("    {\"id\": ")).count());
        assertTrue(Arrays.asList("}", "  ]").contains(lines.getLast()), lines.getLast());
    }
}
