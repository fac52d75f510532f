package dev.bringup.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A filter of Jinjava's that makes as much as a number in its arguments says, and that would fill
/// the memory before any limit on output is looked at.
record Bounded(Filter inner) implements Filter {

    /// `center(2000000000)`, `round(99999999)`, `"%999999999d" | format(1)`.
    static final List<String> NAMES =
            List.of("batch", "center", "format", "round", "slice", "truncate", "wordwrap");

    private static final int MOST = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{4,}");

    @Override
    public String getName() {
        return inner.getName();
    }

    @Override
    public @Nullable Object filter(
            @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        Arrays.stream(sizes(value, arguments)).forEach(this::check);
        return inner.filter(value, interpreter, arguments);
    }

    @Override
    public @Nullable Object filter(
            @Nullable Object value,
            JinjavaInterpreter interpreter,
            Object[] arguments,
            Map<String, Object> named) {
        Arrays.stream(sizes(value, arguments)).forEach(this::check);
        named.values().forEach(this::check);
        return inner.filter(value, interpreter, arguments, named);
    }

    /// Where numbers are sizes: in `format` only those of the pattern.
    private @Nullable Object[] sizes(@Nullable Object value, @Nullable Object[] arguments) {
        return getName().equals("format") ? new Object[] {value} : arguments;
    }

    private void check(@Nullable Object size) {
        Matcher number = NUMBER.matcher(String.valueOf(size));
        while (number.find()) {
            if (number.group().length() > 9 || Integer.parseInt(number.group()) > MOST) {
                throw new IllegalArgumentException(
                        getName() + " takes numbers up to " + MOST + ", not " + number.group());
            }
        }
    }
}
