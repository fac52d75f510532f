package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.InventoryOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's Ansible reads what `bringup inventory` prints.
class InventoryReal {

    @TempDir Path folder;

    @Test
    void ansibleSeesTheGroupsAndTheAddresses() throws Exception {
        Path answer = folder.resolve("list.json");
        try (PrintStream out = new PrintStream(answer.toFile(), StandardCharsets.UTF_8)) {
            InventoryOptions options = new InventoryOptions();
            options.path = Path.of("../examples/lab");
            options.asked.list = true;
            new Inventory(options, out).run();
        }
        Path script = folder.resolve("inventory.sh");
        Files.writeString(script, "#!/bin/sh\n[ \"$1\" = --list ] && exec cat " + answer + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));

        JsonNode found =
                new ObjectMapper().readTree(said("ansible-inventory", "-i", script, "--list"));
        assertEquals("127.77.1.3", found.at("/_meta/hostvars/node-03/ansible_host").asText());
        assertEquals(
                "[\"node-01\",\"node-02\",\"node-03\"]",
                found.at("/profile_worker/hosts").toString());
        assertEquals(
                """
                  hosts (1):
                    node-02
                """,
                said(
                        "ansible",
                        "-i",
                        script,
                        "--list-hosts",
                        "rack_r1:&state_joined:!node-01:!node-03"));
    }

    private String said(String command, Object... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command);
        for (Object argument : arguments) {
            process.command().add(argument.toString());
        }
        process.environment().put("ANSIBLE_HOME", folder.resolve("home").toString());
        process.environment().put("ANSIBLE_LOCALHOST_WARNING", "false");
        Process running = process.redirectError(folder.resolve("errors").toFile()).start();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, running.waitFor(), () -> said + read(folder.resolve("errors")));
        return said;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
