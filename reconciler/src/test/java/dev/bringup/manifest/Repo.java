package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// State repositories for tests: a small good one, to which a test makes one change.
final class Repo {

    static final String CLUSTER =
            """
            apiVersion: bringup.dev/v1
            kind: Cluster
            metadata: {name: lab}
            spec:
              kubernetes: {version: 1.36.2}
              network: {cidr: 10.0.0.0/24, gateway: 10.0.0.1}
            """;

    static final String IMAGE =
            """
            apiVersion: bringup.dev/v1
            kind: Image
            metadata: {name: os-1}
            spec:
              disk:
                url: os-1.img
                sha256: %s
            """
                    .formatted("ab".repeat(32));

    static final String LIVE =
            """
            apiVersion: bringup.dev/v1
            kind: Image
            metadata: {name: live-1}
            spec:
              boot: live
              kernel: {url: vmlinuz, sha256: %s}
              args: [quiet]
            """
                    .formatted("ab".repeat(32));

    static final String PROFILE =
            """
            apiVersion: bringup.dev/v1
            kind: Profile
            metadata: {name: worker}
            spec:
              image: os-1
              payload: {cloudInit: worker.j2}
            """;

    static final String TEMPLATE = "#cloud-config\nhostname: {{ machine.name }}\n";

    static final String MACHINE =
            """
            apiVersion: bringup.dev/v1
            kind: Machine
            metadata:
              name: node-01
            spec:
              macAddress: 52:54:00:11:22:33
              ipAddress: 10.0.0.11
              profile: worker
              power: [{wol: {}}]
            """;

    private Repo() {}

    static SortedMap<String, byte[]> good() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("cluster.yaml", bytes(CLUSTER));
        files.put("image.yaml", bytes(IMAGE));
        files.put("profile.yaml", bytes(PROFILE));
        files.put("worker.j2", bytes(TEMPLATE));
        files.put("machine.yaml", bytes(MACHINE));
        return files;
    }

    static SortedMap<String, byte[]> with(String file, String text) {
        SortedMap<String, byte[]> files = good();
        files.put(file, bytes(text));
        return files;
    }

    static Declared valid(SortedMap<String, byte[]> files) {
        return switch (new Manifests().read(files)) {
            case Declared.Answer.Valid(Declared declared, List<Diagnostic> _) -> declared;
            case Declared.Answer.Invalid(List<Diagnostic> problems) ->
                    throw new AssertionError("\n" + Diagnostic.render(problems));
        };
    }

    /// All problems as an operator reads them; empty text if there are none.
    static String problems(SortedMap<String, byte[]> files) {
        return switch (new Manifests().read(files)) {
            case Declared.Answer.Valid(Declared _, List<Diagnostic> warnings) ->
                    Diagnostic.render(warnings);
            case Declared.Answer.Invalid(List<Diagnostic> problems) -> Diagnostic.render(problems);
        };
    }

    static SortedMap<String, byte[]> folder(Path root) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    static String text(SortedMap<String, byte[]> files, String name) {
        return new String(files.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
