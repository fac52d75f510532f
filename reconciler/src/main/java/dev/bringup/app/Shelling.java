package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.SshOptions;
import dev.bringup.view.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `bringup ssh`: OpenSSH's client, told of one host key and of no other.
record Shelling(SshOptions options, PrintStream out) {

    private static final String CLIENT = "ssh";

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        String token = ApiToken.of(options.token);
        HttpResponse<String> answer =
                caller.post("/api/v1/ssh", token, Json.of(Map.of("machine", options.machine)));
        switch (answer.statusCode()) {
            case 200 -> {}
            case 400, 404 -> throw new Failure(Exit.WRONG_INPUT, answer.body().strip());
            default ->
                    throw caller.refusal(options.token, answer.statusCode(), answer.body().strip());
        }
        if (options.output == Output.JSON) {
            out.println(answer.body().strip());
            return Exit.FINE;
        }
        return login(caller.tree(answer));
    }

    private int login(JsonNode door) throws Failure {
        try {
            Path known = Files.createTempFile("bringup-known-hosts", "");
            try {
                Files.writeString(
                        known, options.machine + " " + door.path("hostKey").asText() + "\n");
                return new ProcessBuilder(command(door, known)).inheritIO().start().waitFor();
            } finally {
                Files.deleteIfExists(known);
            }
        } catch (IOException e) {
            throw new Failure(
                    Exit.WRONG_INPUT, "cannot run OpenSSH's client 'ssh': " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.NOT_THERE_YET, "interrupted");
        }
    }

    /// What is said here wins over the user's own configuration.
    List<String> command(JsonNode door, Path known) {
        List<String> words = new ArrayList<>(List.of(CLIENT));
        for (String option :
                List.of(
                        "UserKnownHostsFile=" + known,
                        "GlobalKnownHostsFile=/dev/null",
                        "KnownHostsCommand=none",
                        "StrictHostKeyChecking=yes",
                        "VerifyHostKeyDNS=no",
                        "CheckHostIP=no",
                        "UpdateHostKeys=no",
                        "HostKeyAlgorithms=ssh-ed25519",
                        "HostKeyAlias=" + options.machine)) {
            words.addAll(List.of("-o", option));
        }
        if (options.identity != null) {
            words.addAll(List.of("-i", "" + options.identity));
        }
        words.addAll(
                List.of(
                        "-p",
                        door.path("port").asText(),
                        "-l",
                        door.path("user").asText(),
                        "--",
                        door.path("address").asText()));
        words.addAll(options.command);
        return words;
    }
}
