package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.InitOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.manifest.Reference;
import dev.bringup.model.Cidr;
import dev.bringup.model.Ip4;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `bringup init`: a small repository that validates at once, with a word beside each choice.
final class Starter {

    private static final List<String> FILES =
            List.of(
                    "README.md",
                    "cluster.yaml",
                    "images/os.yaml",
                    "machines/node-01.yaml",
                    "profiles/worker.yaml");

    /// A repository that was only just made has no authority that could sign a host key.
    private static final String SIGNED =
            "  ed25519_certificate: \"{{ bringup.hostCertificate }}\"\n";

    private final InitOptions options;
    private final BufferedReader in;
    private final PrintStream out;

    Starter(InitOptions options, InputStream in, PrintStream out) {
        this.options = options;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
    }

    int run() throws Failure {
        Path folder = options.folder;
        try {
            if (Files.exists(folder) && !isFree(folder)) {
                throw new Failure(
                        Exit.WRONG_INPUT, folder + " holds files already; name a new folder");
            }
            Map<String, String> answers = answers();
            for (String file : FILES) {
                write(folder.resolve(file), filled(resource("/init/" + file), answers));
            }
            write(
                    folder.resolve("templates/worker.yaml.j2"),
                    resource("/examples/three-nodes/templates/worker.yaml.j2").replace(SIGNED, ""));
            for (Map.Entry<String, String> schema : Reference.files().entrySet()) {
                write(folder.resolve("schema").resolve(schema.getKey()), schema.getValue());
            }
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write " + folder + ": " + e.getMessage());
        }
        return checked(folder);
    }

    /// What was typed may be wrong: it is told like any other problem.
    private int checked(Path folder) throws Failure {
        Validation found = Validation.of(folder);
        Printed.words(options.form, out).print(found.told(dev.bringup.cli.Format.TEXT, ""));
        if (found.exitCode() == Exit.FINE) {
            Path next = folder.resolve("README.md");
            Printed.words(options.form, out).println("next: read " + next);
            Printed.answer(
                    options.form,
                    out,
                    Map.of("folder", folder.toString(), "read", next.toString()));
        }
        return found.exitCode();
    }

    private static boolean isFree(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.allMatch(f -> f.endsWith(".git"));
        }
    }

    private Map<String, String> answers() throws IOException, Failure {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("NAME", ask("Name of the cluster", options.name, "lab"));
        all.put("KUBERNETES", ask("Version of Kubernetes", options.kubernetes, "1.36.2"));
        String cidr = ask("Network of the machines", options.cidr, "192.168.77.0/24");
        Cidr network = network(cidr);
        all.put("CIDR", cidr);
        all.put("GATEWAY", ask("Gateway", options.gateway, host(network, 1)));
        all.put("MAC", ask("MAC of the first machine", options.mac, "52:54:00:00:00:01"));
        all.put("IP", ask("Address of the first machine", options.ip, host(network, 11)));
        return all;
    }

    private static Cidr network(String text) throws Failure {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.WRONG_INPUT, String.valueOf(e.getMessage()));
        }
    }

    private static String host(Cidr network, int number) {
        return new Ip4(network.network().bits() + number).toString();
    }

    private String ask(String question, @Nullable String given, String preset) throws IOException {
        if (given != null) {
            return given;
        }
        if (options.yes) {
            return preset;
        }
        Printed.words(options.form, out).print(question + " [" + preset + "]: ");
        Printed.words(options.form, out).flush();
        String answer = in.readLine();
        return answer == null || answer.isBlank() ? preset : answer.strip();
    }

    private static String filled(String text, Map<String, String> answers) {
        String filled = text;
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            filled = filled.replace("@" + answer.getKey() + "@", answer.getValue());
        }
        return filled;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Starter.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
