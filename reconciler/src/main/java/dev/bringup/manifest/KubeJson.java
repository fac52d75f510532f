package dev.bringup.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A manifest as the JSON that kubectl would send: scalars as YAML 1.1 has them, so that a
/// `defaultMode: 0644` is the number that its author means. Keys are sorted, so that moving lines
/// about changes nothing; what is null is left out.
final class KubeJson {

    private static final Set<String> TRUE =
            Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0o?[0-7]{1,20}");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]{1,15}");
    private static final Pattern REAL =
            Pattern.compile("[-+]?([0-9]+\\.[0-9]*|\\.?[0-9]+)([eE][-+]?[0-9]{1,3})?");

    private KubeJson() {}

    static String of(Tree tree) {
        return JsonText.of(value(tree).orElseGet(Map::of));
    }

    private static Optional<Object> value(Tree tree) {
        return switch (tree) {
            case Tree.Mapping map -> {
                TreeMap<String, Object> values = new TreeMap<>();
                map.values().forEach((key, v) -> value(v).ifPresent(j -> values.put(key, j)));
                yield Optional.of(values);
            }
            case Tree.Sequence list -> {
                List<Object> items = new ArrayList<>();
                list.items().forEach(item -> value(item).ifPresent(items::add));
                yield Optional.of(items);
            }
            case Tree.Scalar scalar when scalar.isNull() -> Optional.empty();
            case Tree.Scalar scalar ->
                    Optional.of(
                            switch (scalar.style()) {
                                case PLAIN -> plain(scalar.text());
                                case QUOTED -> scalar.text();
                            });
        };
    }

    private static Object plain(String text) {
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        if (OCTAL.matcher(text).matches()) {
            return Long.valueOf(text.replace("o", ""), 8);
        }
        if (HEX.matcher(text).matches()) {
            return Long.valueOf(text.substring(2), 16);
        }
        return REAL.matcher(text).matches() ? Double.valueOf(text) : text;
    }
}
