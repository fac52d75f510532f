package dev.bringup.view;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Writes views as JSON: records by their components, durations in seconds, instants in ISO 8601,
/// constants in lower camel case. What is empty is left out. It only writes: whatever is read from
/// outside goes through a real parser.
public final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    public static String of(Object value) {
        Json json = new Json();
        json.value(value);
        return json.out.toString();
    }

    private void value(Object value) {
        switch (value) {
            case Optional<?> optional ->
                    optional.ifPresentOrElse(this::value, () -> out.append("null"));
            case Duration time -> out.append(time.toMillis() / 1000.0);
            case Instant instant -> text(instant.toString());
            case Enum<?> constant -> text(Words.camel(constant.name()));
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            case Map<?, ?> map -> map(map);
            case Collection<?> list -> list(list);
            case Record record -> fields(record);
            default -> text(value.toString());
        }
    }

    private void list(Collection<?> list) {
        String comma = "[";
        for (Object item : list) {
            out.append(comma);
            value(item);
            comma = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
    }

    private void map(Map<?, ?> map) {
        String comma = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(comma);
            text(entry.getKey().toString());
            out.append(':');
            value(entry.getValue());
            comma = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private void fields(Record record) {
        String comma = "{";
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = read(record, component);
            if (!value.equals(Optional.empty())) {
                out.append(comma);
                text(component.getName());
                out.append(':');
                value(value);
                comma = ",";
            }
        }
        out.append(comma.equals("{") ? "{}" : "}");
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a view is a public record: " + component, e);
        }
    }

    /// `<` is escaped too, so that the text may stand inside a page.
    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ' || c == '<' || c == '\u2028' || c == '\u2029') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
