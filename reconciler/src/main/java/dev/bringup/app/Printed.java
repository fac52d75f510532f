package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.OutputOption;
import dev.bringup.view.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import dev.bringup.view.Words;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// What the API says, for people: small things that several commands print.
final class Printed {

    private Printed() {}

    /// Where a command talks to a person while it works.
    static PrintStream words(OutputOption form, PrintStream out) {
        return form.isJson() ? System.err : out;
    }

    /// What a program is told of it in the end.
    static void answer(OutputOption form, PrintStream out, Object what) {
        if (form.isJson()) {
            out.println(Json.of(what));
        }
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static String yaml(JsonNode node) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(new ObjectMapper().convertValue(node, Object.class));
    }

    static String seconds(JsonNode seconds) {
        return Words.of(duration(seconds));
    }

    static Duration duration(JsonNode seconds) {
        return Duration.ofMillis(Math.round(seconds.asDouble() * 1000));
    }

    static String time(JsonNode instant) {
        return Instant.parse(instant.asText()).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// What of an attempt or of a row of cycles was ours: `12 s, 4%`.
    static String ours(JsonNode seconds, JsonNode share) {
        return seconds.isMissingNode()
                ? "unknown"
                : seconds(seconds)
                        + (share.isMissingNode()
                                ? ""
                                : ", %d%%".formatted(Math.round(share.asDouble() * 100)));
    }

    /// And what for: `poll 3.0 s, queue R4 9.0 s in os`.
    static String waits(JsonNode waits) {
        return stream(waits)
                .map(w ->
                        w.path("why").asText()
                                + (w.has("by") ? " " + w.path("by").asText() : "")
                                + " "
                                + seconds(w.path("seconds"))
                                + (w.has("during") ? " in " + w.path("during").asText() : ""))
                .collect(Collectors.joining(", "));
    }

    /// A phase and how long it took; of one that wrote, how fast: `image 9.0 s at 118.2 MB/s`.
    static String phase(JsonNode phase) {
        String rate =
                phase.has("bytesPerSecond")
                        ? String.format(
                                Locale.ROOT,
                                " at %.1f MB/s",
                                phase.path("bytesPerSecond").asDouble() / 1_000_000)
                        : "";
        return phase.path("phase").asText() + " " + seconds(phase.path("seconds")) + rate;
    }

    /// The median and p95 of each phase: `firmware 12 s/31 s`.
    static String phases(JsonNode phases) {
        List<String> parts =
                stream(phases)
                        .map(p ->
                                "%s %s/%s"
                                        .formatted(
                                                p.path("phase").asText(),
                                                seconds(p.at("/seconds/median")),
                                                seconds(p.at("/seconds/p95"))))
                        .toList();
        return String.join(", ", parts);
    }
}
