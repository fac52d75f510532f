package dev.bringup.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page about metrics is written from the list of them: `mvn test -Dtest=MetricsPageTest
/// -Dgolden.write=true`, which still fails, so that nobody commits what was not read.
class MetricsPageTest {

    private static final Path PAGE = Path.of("docs/metrics.md");

    @Test
    void thePageIsMadeOfTheList() throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(PAGE, page());
        }
        assertFalse(Boolean.getBoolean("golden.write"), "written anew: read the difference");
        assertEquals(page(), Files.readString(PAGE));
    }

    /// A server or a driver that counts something counts what the page speaks of.
    @Test
    void whateverIsCountedIsInTheList() throws IOException {
        Pattern counted =
                Pattern.compile("[tT]ally(?:\\(\\))?\\s*\\.(?:count|time|add)\\(\\s*\"(\\w+)\"");
        Set<String> unknown = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                counted.matcher(Files.readString(source))
                        .results()
                        .map(m -> m.group(1))
                        .forEach(s -> (Metric.counted(s).isPresent() ? known : unknown).add(s));
            }
        }
        assertEquals(Set.of(), unknown);
        assertEquals(
                Set.of(
                        "dhcp_conflicts",
                        "dhcp_packets",
                        "dns_queries",
                        "git_fetch",
                        "http_requests",
                        "notifications",
                        "power_command_seconds",
                        "reconcile",
                        "router_solicitations",
                        "syslog_lines",
                        "tftp_requests",
                        "traces",
                        "udp_packets"),
                known);
    }

    static String page() {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                # Metrics

                What `/metrics` of the console exports, for Prometheus. [The dashboards and \
                rules](../../dashboards/README.md) use no others. No metric has a label for a \
                machine: the console and `/api/v1/attempts` say which one it was, and who scrapes \
                in the format of OpenMetrics gets exemplars with the attempt and the commit of \
                phases and cycles.

                A histogram is exported as `NAME_bucket`, `NAME_count` and `NAME_sum`, and \
                `NAME_max` is the largest of the last minutes. Metal: buckets from a second to two \
                hours. Share: parts of 1. Calls: buckets from a millisecond to half a minute. Whatever has no labels \
                is there from the start; the others begin with their first event.

                | metric | type | labels | |
                |---|---|---|---|
                """);
        for (Metric metric : Metric.values()) {
            page.append("| `")
                    .append(metric.exported())
                    .append("` | ")
                    .append(type(metric))
                    .append(" | ")
                    .append(
                            String.join(
                                    ", ",
                                    metric.labels().stream().map(l -> "`" + l + "`").toList()))
                    .append(" | ")
                    .append(metric.help())
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String type(Metric metric) {
        return switch (metric.type()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case ROAD -> "histogram, metal";
            case SHARE -> "histogram, share";
            case CALL -> "histogram, calls";
        };
    }
}
