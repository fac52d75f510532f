package dev.bringup.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// The console's files, out of the jar.
final class Pages {

    private static final Map<String, String> FILES =
            Map.ofEntries(
                    Map.entry("/", "index.html"),
                    Map.entry("/act.js", "act.js"),
                    Map.entry("/branches.js", "branches.js"),
                    Map.entry("/console.css", "console.css"),
                    Map.entry("/console.js", "console.js"),
                    Map.entry("/pages.css", "pages.css"),
                    Map.entry("/render.js", "render.js"),
                    Map.entry("/fleet.js", "fleet.js"),
                    Map.entry("/machine.js", "machine.js"),
                    Map.entry("/pages.js", "pages.js"),
                    Map.entry("/racks.js", "racks.js"),
                    Map.entry("/icon.svg", "icon.svg"));

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    private Pages() {}

    static Map<String, Answer.Body> load() {
        Map<String, Answer.Body> pages = new TreeMap<>();
        FILES.forEach((path, file) -> pages.put(path, load(file)));
        return pages;
    }

    private static Answer.Body load(String file) {
        String type = TYPES.getOrDefault(file.substring(file.indexOf('.') + 1), "text/plain");
        try (InputStream in = Pages.class.getResourceAsStream("/web/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no page " + file + " in this build");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer.Body(200, type, text, Answer.Keep.UNTIL_ASKED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
