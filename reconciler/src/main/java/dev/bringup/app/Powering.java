package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.PowerOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.view.Json;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// `bringup power`: sends the order to the reconciler and prints what each rung said.
record Powering(PowerOptions options, PrintStream out) {

    /// A ladder of slow rungs takes minutes; the reconciler gives up after five.
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        String token = ApiToken.of(options.token);
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/power",
                        token,
                        Json.of(
                                Map.of(
                                        "machine",
                                        options.machine,
                                        "verb",
                                        options.verb.name().toLowerCase(Locale.ROOT),
                                        "override",
                                        options.override)),
                        PATIENCE);
        return switch (answer.statusCode()) {
            case 200, 404, 409, 502 -> told(caller.tree(answer), answer);
            case 400 -> throw new Failure(Exit.WRONG_INPUT, "refused: " + answer.body().strip());
            default ->
                    throw caller.refusal(options.token, answer.statusCode(), answer.body().strip());
        };
    }

    private int told(JsonNode report, HttpResponse<String> answer) throws Failure {
        String text = report.path("text").asText();
        boolean json = options.output == Output.JSON;
        if (json) {
            out.println(answer.body().strip());
        } else {
            for (JsonNode rung : report.path("rungs")) {
                out.println(rung.path("rung").asText() + ": " + rung.path("text").asText());
            }
        }
        return switch (report.path("result").asText()) {
            case "done" -> {
                if (!json) {
                    out.println(options.machine + ": " + text);
                }
                yield Exit.FINE;
            }
            case "refused" ->
                    throw new Failure(
                            Exit.WRONG_INPUT,
                            "refused by "
                                    + text
                                    + (text.startsWith("R11")
                                                    || text.endsWith("nothing overrides that")
                                            ? ""
                                            : "; --override REASON does it nevertheless"));
            case "unknown" -> throw new Failure(Exit.WRONG_INPUT, text);
            default -> throw new Failure(Exit.WORLD_UNREACHABLE, options.machine + ": " + text);
        };
    }
}
