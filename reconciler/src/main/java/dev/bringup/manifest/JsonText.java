package dev.bringup.manifest;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Maps, lists, texts, numbers and truth values as JSON, two spaces a level.
final class JsonText {

    private JsonText() {}

    static String of(Object value) {
        return write(value, "\n") + "\n";
    }

    private static String write(Object value, String line) {
        String deeper = line + "  ";
        return switch (value) {
            case Map<?, ?> map when map.isEmpty() -> "{}";
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> quoted(e.getKey() + "") + ": " + write(e.getValue(), deeper))
                            .collect(Collectors.joining("," + deeper, "{" + deeper, line + "}"));
            case List<?> list when list.isEmpty() -> "[]";
            case List<?> list ->
                    list.stream()
                            .map(item -> write(item, deeper))
                            .collect(Collectors.joining("," + deeper, "[" + deeper, line + "]"));
            case String text -> quoted(text);
            case Long number -> number.toString();
            case Double number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        };
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                default -> json.append(c < ' ' ? "\\u%04x".formatted((int) c) : c + "");
            }
        }
        return json.append('"').toString();
    }
}
