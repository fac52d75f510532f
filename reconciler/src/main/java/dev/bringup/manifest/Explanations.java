package dev.bringup.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What each code means, read from the page `docs/codes.md`, which people also read in a browser.
public final class Explanations {

    private static final String PAGE = "/docs/codes.md";

    private Explanations() {}

    /// All codes that the page explains, in order.
    public static List<String> codes() {
        return List.copyOf(sections().keySet());
    }

    /// The known word that is nearest to what was written; empty when none is near.
    public static Optional<String> nearest(String written, List<String> known) {
        return Suggest.nearest(written, known);
    }

    /// One line; the code itself when the page does not know it.
    public static String title(String code) {
        return Optional.ofNullable(sections().get(code))
                .map(section -> section.lines().findFirst().orElse(code))
                .orElse(code);
    }

    /// As a terminal shows it; empty when there is no such code.
    public static Optional<String> of(String code) {
        return Optional.ofNullable(sections().get(code))
                .map(text -> code + ": " + plain(text) + "\n\n" + permission(code) + "\n");
    }

    private static String permission(String code) {
        return switch (Code.of(code).map(Code::weight).orElse(Code.Weight.FIRM)) {
            case FIRM -> "It is an error and cannot be allowed.";
            case ALLOWABLE -> "It is an error." + how(code);
            case WARNING -> "It is a warning; the commit is used." + how(code);
        };
    }

    private static String how(String code) {
        return " To allow it, write into the Cluster:\n\n    spec:\n      lint:\n        allow:\n"
                + "          - {code: %s, reason: why it is right here}".formatted(code);
    }

    /// Fences become indentation.
    private static String plain(String markdown) {
        StringBuilder out = new StringBuilder();
        boolean code = false;
        for (String line : markdown.strip().split("\n", -1)) {
            if (line.startsWith("```")) {
                code = !code;
            } else {
                out.append(code && !line.isEmpty() ? "    " : "").append(line).append('\n');
            }
        }
        return out.toString().strip();
    }

    private static SortedMap<String, String> sections() {
        SortedMap<String, String> all = new TreeMap<>();
        Arrays.stream(page().split("(?m)^## "))
                .skip(1)
                .map(section -> section.split(" ", 2))
                .forEach(pair -> all.put(pair[0], pair[1].strip()));
        return Collections.unmodifiableSortedMap(all);
    }

    private static String page() {
        try (InputStream in = Explanations.class.getResourceAsStream(PAGE)) {
            return new String(
                    Objects.requireNonNull(in, "no " + PAGE + " in this build").readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
