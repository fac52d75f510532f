package dev.bringup.manifest;

/// Values of no declared type (`variables`) as templates see them, by the YAML 1.2 core schema:
/// `no` is text and `0o17` a number, unlike in YAML 1.1.
final class Plain {

    private Plain() {}

    static Object of(Tree.Scalar scalar) {
        if (scalar.isNull()) {
            return "";
        }
        return scalar.style() == Tree.Style.QUOTED ? scalar.text() : plain(scalar.text());
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
