package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Judges single values: type, choice, format, pattern, length and range.
final class ScalarCheck {

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,9}");

    private final Problems problems;

    ScalarCheck(Problems problems) {
        this.problems = problems;
    }

    void check(Tree.Scalar scalar, Schema schema, String path) {
        List<String> types = schema.types();
        boolean free = types.isEmpty() && schema.choices().isEmpty();
        if (free) {
            return;
        }
        if (scalar.isNull()) {
            problems.add(
                    Code.NO_VALUE,
                    scalar.at(),
                    "'" + path + "' has no value",
                    schema.example().orElse("give it one, or leave the line out"));
            return;
        }
        if (types.contains("integer") && !isWholeNumber(scalar, schema, path)) {
            return;
        }
        if (isChoice(scalar, schema, path)) {
            text(scalar, schema, path);
        }
    }

    /// A key of a map, at its own place.
    void checkKey(Tree.Mapping map, String key, Schema schema) {
        Tree.Scalar scalar =
                new Tree.Scalar(map.keys().getOrDefault(key, map.at()), key, Tree.Style.QUOTED);
        text(scalar, schema, key);
    }

    private boolean isWholeNumber(Tree.Scalar scalar, Schema schema, String path) {
        boolean number =
                scalar.style() == Tree.Style.PLAIN && WHOLE.matcher(scalar.text()).matches();
        if (!number) {
            problems.add(
                    Code.WRONG_TYPE,
                    scalar.at(),
                    "'" + path + "' is a whole number, not " + scalar.typeName(),
                    schema.example());
            return false;
        }
        int value = Integer.parseInt(scalar.text());
        int least = schema.number("minimum").orElse(Integer.MIN_VALUE);
        int most = schema.number("maximum").orElse(Integer.MAX_VALUE);
        if (value < least || value > most) {
            problems.add(
                    Code.OUT_OF_RANGE,
                    scalar.at(),
                    "'" + path + "' is " + least + " to " + most + ", not " + value,
                    schema.example());
            return false;
        }
        return true;
    }

    private boolean isChoice(Tree.Scalar scalar, Schema schema, String path) {
        List<String> choices = schema.choices();
        if (choices.isEmpty() || choices.contains(scalar.text())) {
            return true;
        }
        String wanted =
                choices.size() == 1
                        ? "'" + choices.getFirst() + "'"
                        : "one of " + String.join(", ", choices);
        problems.add(
                Code.NOT_ONE_OF,
                scalar.at(),
                "'" + path + "' is " + wanted + ", not '" + scalar.text() + "'",
                Suggest.nearest(scalar.text(), choices)
                        .map(word -> "did you mean '" + word + "'?"));
        return false;
    }

    private void text(Tree.Scalar scalar, Schema schema, String path) {
        Optional<Formats.Wrong> wrong =
                schema.keyword("format")
                        .flatMap(format -> Formats.wrong(format, scalar.text()))
                        .or(() -> whole(patterned(scalar, schema)))
                        .or(() -> whole(tooShort(scalar, schema)));
        wrong.ifPresent(w ->
                problems.add(
                        Code.MALFORMED,
                        at(scalar, w.offset()),
                        path.equals(scalar.text()) ? w.text() : "'" + path + "': " + w.text(),
                        w.help().or(schema::example)));
    }

    private static Optional<Formats.Wrong> whole(Optional<String> text) {
        return text.map(t -> new Formats.Wrong(t, 0, Optional.empty()));
    }

    /// A character of the text itself, as long as it stands in the file as it is read.
    private static Position at(Tree.Scalar scalar, int offset) {
        int quote = scalar.style() == Tree.Style.PLAIN ? 0 : 1;
        return offset == 0
                ? scalar.at()
                : new Position(
                        scalar.at().file(),
                        scalar.at().line(),
                        scalar.at().column() + quote + offset);
    }

    private static Optional<String> patterned(Tree.Scalar scalar, Schema schema) {
        return schema.keyword("pattern")
                .filter(pattern -> !Pattern.compile(pattern).matcher(scalar.text()).find())
                .map(pattern -> "'" + scalar.text() + "' does not have the form " + pattern);
    }

    private static Optional<String> tooShort(Tree.Scalar scalar, Schema schema) {
        int least = schema.number("minLength").orElse(0);
        return scalar.text().length() >= least
                ? Optional.empty()
                : Optional.of(
                        scalar.text().isEmpty()
                                ? "the text is empty"
                                : "'" + scalar.text() + "' is too short");
    }
}
