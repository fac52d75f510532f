package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.AcceptOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.Worktree;
import dev.bringup.view.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;

/// `bringup accept`: shows what is in force, asks, and sends the order to the reconciler.
record Accepting(AcceptOptions options, BufferedReader in, PrintStream out) {

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        if (options.reason.isBlank()) {
            throw new Failure(Exit.WRONG_INPUT, "say why: --reason TEXT");
        }
        String token = ApiToken.of(options.token);
        String commit = commit();
        JsonNode status = caller.read("/api/v1/status");
        show(status);
        if (!options.yes && options.form.isJson()) {
            throw new Failure(Exit.WRONG_INPUT, "--output json asks nobody: say --yes");
        }
        if (!options.yes && !agreed(commit)) {
            out.println("nothing was changed");
            return Exit.NOT_THERE_YET;
        }
        HttpResponse<String> answer =
                caller.post(
                        "/api/v1/accept",
                        token,
                        Json.of(Map.of("commit", commit, "reason", options.reason)));
        String said = answer.body().strip();
        switch (answer.statusCode()) {
            case 200 -> {
                words().println(said);
                Printed.answer(
                        options.form, out, Map.of("commit", commit, "reason", options.reason));
            }
            case 400, 405, 409 -> throw new Failure(Exit.WRONG_INPUT, "refused: " + said);
            default -> throw caller.refusal(options.token, answer.statusCode(), said);
        }
        return Exit.FINE;
    }

    private String commit() throws Failure {
        if (options.commit.matches("[0-9a-f]{40}")) {
            return options.commit;
        }
        try {
            return Validation.snapshot(options.path, Worktree.at(options.path, options.commit))
                    .commit()
                    .id()
                    .hex();
        } catch (IOException e) {
            throw new Failure(
                    Exit.WRONG_INPUT, "cannot read " + options.path + ": " + e.getMessage());
        }
    }

    private PrintStream words() {
        return Printed.words(options.form, out);
    }

    private void show(JsonNode status) {
        JsonNode commit = status.path("commit");
        words().println(
                        commit.isMissingNode()
                                ? "no commit is in force"
                                : "%s of %s is in force: %s"
                                        .formatted(
                                                commit.path("brief").asText(),
                                                commit.path("author").asText(),
                                                commit.path("subject").asText()));
        if (status.has("git")) {
            words().println(status.path("git").asText());
        }
    }

    private boolean agreed(String commit) throws Failure {
        out.print(
                "Put %s in force instead? Machines that it does not have are released. [y/N] "
                        .formatted(commit.substring(0, 8)));
        out.flush();
        try {
            String line = in.readLine();
            return line != null && line.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read your answer; --yes does not ask");
        }
    }
}
