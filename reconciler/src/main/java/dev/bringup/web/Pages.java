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
            Map.of(
                    "/", "index.html",
                    "/console.css", "console.css",
                    "/console.js", "console.js",
                    "/pages.css", "pages.css",
                    "/render.js", "render.js",
                    "/fleet.js", "fleet.js",
                    "/machine.js", "machine.js",
                    "/pages.js", "pages.js",
                    "/icon.svg", "icon.svg");

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
