package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.LogLevelOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.view.Json;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/// `bringup log-level`: asks the reconciler for other levels, and prints those that are set.
record Levelling(LogLevelOptions options, PrintStream out) {

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        Map<String, String> levels = new LinkedHashMap<>();
        for (String each : options.levels) {
            int equals = each.indexOf('=');
            levels.put(each.substring(0, Math.max(0, equals)), each.substring(equals + 1));
        }
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/log",
                        ApiToken.of(options.token),
                        Json.of(Map.of("levels", levels)));
        switch (answer.statusCode()) {
            case 200 -> print(caller.tree(answer), answer.body().strip());
            case 400 -> throw new Failure(Exit.WRONG_INPUT, answer.body().strip());
            default ->
                    throw caller.refusal(options.token, answer.statusCode(), answer.body().strip());
        }
        return Exit.FINE;
    }

    private void print(JsonNode all, String json) {
        if (options.output == Output.JSON) {
            out.println(json);
        } else {
            all.properties()
                    .forEach(e -> out.printf("%-36s %s%n", e.getKey(), e.getValue().asText()));
        }
    }
}
