package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.cli.Exit;
import dev.bringup.cli.RenderOptions;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What machines of the examples are served, before the eyes of who reads it: cloud-init's schema
/// of user-data, debconf's reader of answers, the shell. cloud-init's package is only unpacked:
/// installed, it would configure the computer that this runs on.
class PayloadsReal {

    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir static Path folder;

    @BeforeAll
    static void unpack() throws Exception {
        fine("sh", "-c", "cd '%s' && apt-get -q download cloud-init".formatted(folder));
        fine("sh", "-c", "cd '%s' && dpkg -x cloud-init_*.deb unpacked".formatted(folder));
    }

    private static void fine(String... command) throws Exception {
        Commands.Ran ran = Commands.run(command);
        assertEquals(0, ran.status(), ran.output());
    }

    private static Commands.Ran read(String file, String text) throws Exception {
        String at = Files.writeString(folder.resolve("payload"), text).toString();
        return switch (file) {
            case "user-data" ->
                    Commands.run(
                            "env",
                            "PYTHONPATH="
                                    + folder.resolve("unpacked/usr/lib/python3/dist-packages"),
                            "/usr/bin/python3",
                            folder.resolve("unpacked/usr/bin/cloud-init").toString(),
                            "schema",
                            "--config-file",
                            at);
            case "preseed.cfg" -> Commands.run("debconf-set-selections", "--checkonly", at);
            case "script" -> Commands.run("sh", "-n", at);
            default -> throw new IllegalArgumentException(file);
        };
    }

    private static String rendered(Path repository, MachineSpec machine, String file)
            throws Exception {
        RenderOptions options = new RenderOptions();
        options.path = repository;
        options.machine = machine.id().name();
        options.what = file;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Rendering(options, print).run());
        return out.toString(StandardCharsets.UTF_8);
    }

    /// By the names of their files, how many were read.
    @Test
    void whoReadsThemTakesThem() throws Exception {
        Map<String, Integer> counted = new TreeMap<>();
        List<String> refused = new ArrayList<>();
        try (Stream<Path> all = Files.list(EXAMPLES)) {
            for (Path example : all.sorted().toList()) {
                Path one = example.resolve("desk.yaml");
                Path repository = Files.exists(one) ? one : example;
                Desired desired =
                        Validation.of(Validation.snapshot(repository)).desired().orElseThrow();
                for (MachineSpec machine : desired.machines().values()) {
                    for (String file : List.of("user-data", "preseed.cfg", "script")) {
                        if (machine.install().payload().files().containsKey(file)) {
                            Commands.Ran ran = read(file, rendered(repository, machine, file));
                            counted.merge(file, 1, Integer::sum);
                            if (ran.status() != 0) {
                                refused.add(machine.id() + " " + file + ": " + ran.output());
                            }
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), refused);
        assertTrue(counted.getOrDefault("user-data", 0) >= 10, counted::toString);
        assertTrue(counted.containsKey("preseed.cfg") && counted.containsKey("script"));
    }

    @Test
    void whatIsWrongIsSeen() throws Exception {
        Commands.Ran list = read("user-data", "#cloud-config\nhostname: [a]\n");
        assertNotEquals(0, list.status());
        assertTrue(list.output().contains("is not of type 'string'"), list.output());
        assertNotEquals(0, read("preseed.cfg", "d-i time/zone\n").status());
        assertNotEquals(0, read("script", "if true\n").status());
    }
}
