package dev.bringup.manifest;

import java.util.LinkedHashMap;
import java.util.Map;

/// Values of no declared type (`variables`) as templates see them, by the YAML 1.2 core schema:
/// `no` is text and `0o17` a number, unlike in YAML 1.1.
final class Plain {

    private Plain() {}

    static Object of(Tree tree) {
        return switch (tree) {
            case Tree.Mapping map -> map(map);
            case Tree.Sequence list -> list.items().stream().map(Plain::of).toList();
            case Tree.Scalar scalar ->
                    scalar.style() == Tree.Style.QUOTED
                            ? scalar.text()
                            : scalar.isNull() ? "" : plain(scalar.text());
        };
    }

    static Map<String, Object> map(Tree.Mapping map) {
        Map<String, Object> all = new LinkedHashMap<>();
        map.values().forEach((key, value) -> all.put(key, of(value)));
        return all;
    }

    private static Object plain(String text) {
        if (text.matches("true|True|TRUE|false|False|FALSE")) {
            return Boolean.parseBoolean(text);
        }
        if (text.matches("[-+]?[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        if (text.matches("0o[0-7]{1,20}")) {
            return Long.parseLong(text.substring(2), 8);
        }
        if (text.matches("0x[0-9a-fA-F]{1,15}")) {
            return Long.parseLong(text.substring(2), 16);
        }
        return text.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")
                ? (Object) Double.parseDouble(text)
                : text;
    }
}
