package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.HistoryOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.view.PlanText.Screen;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/// `bringup history`: what attempts of the past took.
record History(HistoryOptions options, Screen screen, PrintStream out) {

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        if (options.limit < 1) {
            throw new Failure(Exit.WRONG_INPUT, "--limit is 1 or more");
        }
        JsonNode found =
                options.machine.isEmpty()
                        ? caller.read("/api/v1/cycles")
                        : caller.read(
                                "/api/v1/attempts?machine=%s&limit=%d"
                                        .formatted(Caller.segment(options.machine), options.limit));
        switch (options.output) {
            case JSON -> out.println(found);
            case YAML -> out.print(Printed.yaml(found));
            case TABLE -> lines(caller, found).forEach(out::println);
        }
        return Exit.FINE;
    }

    private List<String> lines(Caller caller, JsonNode found) throws Failure {
        if (found.isEmpty()) {
            if (!options.machine.isEmpty()) {
                // Says that there is no such machine, if there is none.
                caller.read("/api/v1/machines/" + Caller.segment(options.machine));
            }
            return List.of("no attempt has ended yet");
        }
        return options.machine.isEmpty()
                ? cycles(found).lines(screen)
                : new Table(
                                List.of(
                                        "OPENED", "ACTION", "IMAGE", "COMMIT", "TOOK", "OURS",
                                        "ENDED", "PHASES"),
                                Printed.stream(found).map(History::attempt).toList())
                        .lines(screen);
    }

    static Table cycles(JsonNode rows) {
        return new Table(
                List.of(
                        "PROFILE",
                        "ACTION",
                        "IMAGE",
                        "DONE",
                        "FAILED",
                        "MIN",
                        "MEDIAN",
                        "P95",
                        "MAX",
                        "OURS",
                        "PHASES (MEDIAN/P95)"),
                Printed.stream(rows).map(History::cycle).toList());
    }

    private static Table.Row cycle(JsonNode row) {
        JsonNode cycle = row.path("cycle");
        return Table.Row.of(
                row.path("profile").asText(),
                row.path("action").asText(),
                row.path("image").asText(),
                row.path("done").asText(),
                row.path("failed").asText(),
                spread(cycle, "min"),
                spread(cycle, "median"),
                spread(cycle, "p95"),
                spread(cycle, "max"),
                Printed.ours(cycle.at("/ours/median"), cycle.path("share")),
                Printed.phases(row.path("phases")));
    }

    private static String spread(JsonNode cycle, String which) {
        return cycle.has(which) ? Printed.seconds(cycle.path(which)) : "-";
    }

    private static Table.Row attempt(JsonNode attempt) {
        JsonNode opening = attempt.path("opening");
        JsonNode end = attempt.path("end");
        String ending = end.path("ending").asText("open");
        return new Table.Row(
                switch (ending) {
                    case "done" -> Table.Tone.GOOD;
                    case "failed" -> Table.Tone.BAD;
                    default -> Table.Tone.PLAIN;
                },
                List.of(
                        Printed.time(opening.path("at")),
                        opening.path("goal").asText(),
                        opening.path("image").asText(),
                        opening.path("commit").asText(),
                        end.isMissingNode() ? "-" : Printed.seconds(end.path("seconds")),
                        Printed.ours(attempt.at("/ours/seconds"), attempt.at("/ours/share")),
                        ending,
                        Printed.stream(attempt.path("phases"))
                                .map(Printed::phase)
                                .collect(Collectors.joining(", "))));
    }
}
