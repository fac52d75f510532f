package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which objects of a list or watch are meant.
final class Selector {

    private static final Pattern SET =
            Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    private static final Pattern EQUALITY =
            Pattern.compile("\\s*([^=!\\s]+)\\s*(!=|==?)\\s*(\\S*)\\s*");
    private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*([^=!\\s,]+)\\s*");

    private static final Pattern ONE = Pattern.compile("metadata\\.name==?([^,=]+)");

    private Selector() {}

    /// `a=b,c!=d,e in (f,g),h,!i`
    static Predicate<JsonNode> labels(String text) {
        return all(parts(text).stream().map(Selector::label).toList());
    }

    /// `metadata.name=x,status.phase!=Failed`: any path of the object may be asked for.
    static Predicate<JsonNode> fields(String text) {
        return all(parts(text).stream().map(Selector::field).toList());
    }

    /// The one object that a list or watch means; empty when it may be more.
    static String name(Call call) {
        Matcher one = ONE.matcher(call.param("fieldSelector"));
        return one.matches() ? one.group(1) : "";
    }

    /// A `matchLabels` and `matchExpressions` selector. An empty one matches everything.
    static Predicate<JsonNode> matching(JsonNode selector) {
        List<Predicate<JsonNode>> all = new ArrayList<>();
        selector.path("matchLabels")
                .properties()
                .forEach(e -> all.add(in(e.getKey(), Set.of(e.getValue().asText()))));
        for (JsonNode expression : selector.path("matchExpressions")) {
            Set<String> values = new TreeSet<>();
            expression.path("values").forEach(v -> values.add(v.asText()));
            String key = Json.text(expression, "key");
            all.add(
                    switch (Json.text(expression, "operator")) {
                        case "In" -> in(key, values);
                        case "NotIn" -> in(key, values).negate();
                        case "Exists" -> exists(key);
                        case "DoesNotExist" -> exists(key).negate();
                        default -> _ -> false;
                    });
        }
        return all(all);
    }

    private static Predicate<JsonNode> all(List<Predicate<JsonNode>> parts) {
        return object -> parts.stream().allMatch(p -> p.test(object));
    }

    private static Predicate<JsonNode> label(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Predicate<JsonNode> in =
                    in(
                            set.group(1),
                            new TreeSet<>(
                                    Arrays.asList(set.group(3).trim().split("\\s*,\\s*", -1))));
            return set.group(2).equals("in") ? in : in.negate();
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            Predicate<JsonNode> in = in(equality.group(1), Set.of(equality.group(3)));
            return equality.group(2).equals("!=") ? in.negate() : in;
        }
        Matcher existence = EXISTENCE.matcher(part);
        if (existence.matches()) {
            Predicate<JsonNode> exists = exists(existence.group(2));
            return existence.group(1).isEmpty() ? exists : exists.negate();
        }
        throw Problem.badRequest("unable to parse the label selector '" + part + "'");
    }

    private static Predicate<JsonNode> field(String part) {
        Matcher equality = EQUALITY.matcher(part);
        if (!equality.matches()) {
            throw Problem.badRequest("unable to parse the field selector '" + part + "'");
        }
        String[] path = equality.group(1).split("\\.", -1);
        Predicate<JsonNode> equal = object -> Json.text(object, path).equals(equality.group(3));
        return equality.group(2).equals("!=") ? equal.negate() : equal;
    }

    private static Predicate<JsonNode> in(String key, Set<String> values) {
        return object ->
                exists(key).test(object)
                        && values.contains(Json.text(object, "metadata", "labels", key));
    }

    private static Predicate<JsonNode> exists(String key) {
        return object -> Json.at(object, "metadata", "labels").has(key);
    }

    /// Splits at commas that are not inside parentheses.
    private static List<String> parts(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.split(",(?![^(]*\\))", -1));
    }
}
