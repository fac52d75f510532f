package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.Commands;
import dev.bringup.Sshd;
import dev.bringup.cli.SshOptions;
import dev.bringup.query.Door;
import dev.bringup.secrets.SshKey;
import dev.bringup.view.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `bringup ssh` runs, with OpenSSH on both ends.
class ShellingReal {

    private static final SshKey MINE = SshKey.of(new byte[32], "me");

    @TempDir Path folder;

    private Commands.Ran run(Sshd server, String hostKey, String... command) throws Exception {
        Path key = folder.resolve("mine");
        Files.writeString(key, MINE.privateText());
        Commands.run("chmod", "600", "" + key);
        Path known = Files.writeString(folder.resolve("known"), "node-02 " + hostKey);
        SshOptions options = new SshOptions();
        options.machine = "node-02";
        options.identity = key;
        options.command = List.of(command);
        Door door = new Door("node-02", "127.77.1.10", server.port(), "root", hostKey);
        List<String> words =
                new Shelling(options, System.out)
                        .command(new ObjectMapper().readTree(Json.of(door)), known);
        return Commands.run(words.toArray(String[]::new));
    }

    @Test
    void theCommandRunsAndOnlyWhereTheKeyIsRight() throws Exception {
        try (Sshd server = Sshd.start(folder, "127.77.1.10", MINE.publicText())) {
            assertEquals(
                    new Commands.Ran(7, "hello\n"),
                    run(server, server.hostKey(), "echo", "hello;", "exit", "7"));
            Path witness = folder.resolve("witness");
            Commands.Ran wrong = run(server, server.otherKey(), "touch", "" + witness);
            assertEquals(255, wrong.status());
            assertTrue(wrong.output().contains("Host key verification failed"), wrong.output());
            assertFalse(Files.exists(witness));
        }
    }
}
