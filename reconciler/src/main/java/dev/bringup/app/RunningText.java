package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Rail;
import dev.bringup.view.Json;
import dev.bringup.view.RailHelp;
import dev.bringup.view.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What a running reconciler says of a machine or a rail, for a terminal.
final class RunningText {

    private static final int ATTEMPTS = 5;

    private RunningText() {}

    static String machine(JsonNode detail) {
        JsonNode machine = detail.path("machine");
        JsonNode wanted = machine.path("wanted");
        List<String> lines = new ArrayList<>();
        lines.add(machine.path("name").asText() + " is " + spoken(machine.path("state").asText()));
        lines.add(
                line(
                        "wanted",
                        "%s, profile %s, image %s, fingerprint %s"
                                .formatted(
                                        wanted.path("state").asText(),
                                        wanted.path("profile").asText(),
                                        wanted.path("image").asText(),
                                        wanted.path("fingerprint").asText())));
        lines.add(
                line(
                        "commit",
                        detail.has("commit")
                                ? detail.path("commit").asText().substring(0, 8)
                                : "none yet"));
        lines.add(line("seen", seen(machine.path("known"))));
        lines.add(line("next", machine.path("outlook").path("next").asText()));
        if (detail.has("held")) {
            lines.add(line("held", held(detail.path("held"))));
            lines.add(
                    line("", "bringup explain " + detail.at("/held/rail").asText() + " says more"));
        }
        lines.add(line("served", detail.path("served").asText()));
        String title = "attempts";
        for (JsonNode attempt : first(detail.path("attempts"))) {
            lines.add(line(title, attempt(attempt)));
            title = "";
            if (attempt.has("ours")) {
                lines.add(line(title, "  " + ours(attempt.path("ours"))));
            }
        }
        if (detail.path("attempts").isEmpty()) {
            lines.add(line(title, "none since the reconciler started"));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String line(String title, String text) {
        return "  %-10s %s".formatted(title, text);
    }

    private static List<JsonNode> first(JsonNode attempts) {
        return stream(attempts).limit(ATTEMPTS).toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static String seen(JsonNode known) {
        List<String> parts = new ArrayList<>();
        for (String what : List.of("power", "node", "installed", "sign")) {
            if (known.has(what)) {
                parts.add(what + " " + spoken(known.path(what).asText()));
            }
        }
        return parts.isEmpty() ? "nothing yet" : String.join(", ", parts);
    }

    private static String held(JsonNode held) {
        return "%s by %s since %s: %s%s"
                .formatted(
                        held.path("verb").asText(),
                        held.path("rail").asText(),
                        time(held.path("since")),
                        held.path("because").asText(),
                        held.has("turn")
                                ? "; its turn comes at about " + time(held.at("/turn/begins"))
                                : "");
    }

    private static String time(JsonNode instant) {
        return Instant.parse(instant.asText())
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString();
    }

    private static String attempt(JsonNode attempt) {
        JsonNode opening = attempt.path("opening");
        JsonNode end = attempt.path("end");
        String phases =
                stream(attempt.path("phases"))
                        .map(Printed::phase)
                        .collect(Collectors.joining(", "));
        String now =
                end.isMissingNode()
                        ? attempt.has("running")
                                ? "in " + attempt.at("/running/phase").asText()
                                : "open"
                        : end.path("ending").asText()
                                + " after "
                                + seconds(end.path("seconds"))
                                + ": "
                                + end.path("because").asText();
        return "%s %s for %s, %s%s"
                .formatted(
                        time(opening.path("at")),
                        opening.path("goal").asText(),
                        opening.path("commit").asText(),
                        now,
                        phases.isEmpty() ? "" : " (" + phases + ")");
    }

    private static String ours(JsonNode ours) {
        String waits = Printed.waits(ours.path("waits"));
        return "ours: "
                + Printed.ours(ours.path("seconds"), ours.path("share"))
                + " since "
                + time(ours.path("since"))
                + (waits.isEmpty() ? "" : " (" + waits + ")");
    }

    private static String seconds(JsonNode seconds) {
        return Words.of(Duration.ofMillis(Math.round(seconds.asDouble() * 1000)));
    }

    /// `notReady` as `not ready`.
    private static String spoken(String camel) {
        return camel.matches("[a-z]+([A-Z][a-z]+)+")
                ? camel.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT)
                : camel;
    }

    /// What this rail holds there now; for R1 that is a commit and not a machine.
    static String rail(Caller caller, Rail rail) throws Failure {
        List<JsonNode> held = held(caller, rail);
        String git = rail == Rail.R1 ? git(caller.read("/api/v1/status")) : "";
        if (held.isEmpty() && git.isEmpty()) {
            return "It holds nothing now.\n";
        }
        return git
                + (held.isEmpty() ? "" : "It holds now:\n")
                + held.stream()
                        .map(h ->
                                "  %s: %s since %s: %s%n"
                                        .formatted(
                                                h.path("machine").asText(),
                                                h.path("verb").asText(),
                                                time(h.path("since")),
                                                h.path("because").asText()))
                        .collect(Collectors.joining());
    }

    private static String git(JsonNode status) {
        String unusable =
                status.has("git")
                        ? "Git cannot be used: " + status.path("git").asText() + "\n"
                        : "";
        JsonNode rejected = status.path("rejected");
        return rejected.isMissingNode()
                ? unusable
                : unusable
                        + "Commit %s is rejected:%n%s%n"
                                .formatted(
                                        rejected.at("/commit/brief").asText(),
                                        stream(rejected.path("problems"))
                                                .map(p -> p.path("rendered").asText().strip())
                                                .collect(Collectors.joining("\n")));
    }

    static String holds(Caller caller, Rail rail) throws Failure {
        String held =
                held(caller, rail).stream()
                        .map(JsonNode::toString)
                        .collect(Collectors.joining(",", "[", "]"));
        String help = Json.of(new Explained.RailText(rail.name(), RailHelp.of(rail)));
        return help.substring(0, help.length() - 1) + ",\"holds\":" + held + "}";
    }

    private static List<JsonNode> held(Caller caller, Rail rail) throws Failure {
        return stream(caller.read("/api/v1/held"))
                .filter(h -> h.path("rail").asText().equals(rail.name()))
                .toList();
    }
}
