package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The contents of a file in a Butane config, as Ignition's `source`.
record ButaneResource(Map<String, byte[]> files, Report report) {

    interface Report {
        void problem(Position at, String problem, Optional<String> help);
    }

    private static final List<String> KINDS = List.of("inline", "local", "source");

    Map<String, Object> of(Tree.Mapping map, Map<String, Object> ignition) {
        List<String> given = KINDS.stream().filter(map.values()::containsKey).toList();
        if (given.size() > 1) {
            report.problem(
                    map.place(given.get(1)),
                    "only one of inline, local and source can be given",
                    Optional.empty());
        }
        map.text("compression")
                .filter(c -> !c.equals("gzip"))
                .ifPresent(c ->
                        report.problem(
                                map.place("compression"),
                                "the compression '" + c + "' is not supported",
                                Optional.of("compression is gzip")));
        bytes(map)
                .ifPresent(bytes -> {
                    ignition.put("source", ContentsUrl.of(bytes));
                    verify(map, bytes);
                });
        ignition.remove("inline");
        ignition.remove("local");
        return ignition;
    }

    private Optional<byte[]> bytes(Tree.Mapping map) {
        Optional<String> local = map.text("local");
        if (local.isEmpty()) {
            return map.text("inline").map(text -> text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = files.get(local.get());
        if (bytes == null) {
            report.problem(
                    map.place("local"),
                    "there is no file '" + local.get() + "' in this repository",
                    Suggest.help(local.get(), files.keySet(), "files"));
        }
        return Optional.ofNullable(bytes);
    }

    /// Ignition would stop the machine's first boot over a wrong one. What is compressed is not
    /// looked into: Ignition compares what comes out of it.
    private void verify(Tree.Mapping map, byte[] bytes) {
        Tree.Mapping verification = map.map("verification");
        Optional<String> hash = verification.text("hash");
        if (hash.isEmpty() || map.text("compression").isPresent() || ContentsUrl.hasHole(bytes)) {
            return;
        }
        String algorithm = hash.get().startsWith("sha256-") ? "SHA-256" : "SHA-512";
        String right =
                algorithm.replace("-", "").toLowerCase(Locale.ROOT)
                        + "-"
                        + Butane.digest(algorithm, bytes);
        if (!hash.get().equals(right)) {
            report.problem(
                    verification.place("hash"),
                    "the hash is not that of the contents",
                    Optional.of("it is " + right));
        }
    }
}
