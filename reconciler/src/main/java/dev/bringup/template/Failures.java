package dev.bringup.template;

import com.hubspot.jinjava.interpret.DisabledException;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorReason;
import com.hubspot.jinjava.interpret.UnknownTokenException;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Jinjava's errors in the form of all others. It knows lines but no columns, so the column is
/// found by looking for the name in the line.
record Failures(String path, String template, Map<String, Object> values) {

    /// What is switched off also has no value; saying both would hide the reason.
    List<Diagnostic> diagnostics(List<TemplateError> errors) {
        List<TemplateError> off =
                errors.stream().filter(e -> e.getReason() == ErrorReason.DISABLED).toList();
        return (off.isEmpty() ? errors : off).stream().map(this::diagnostic).distinct().toList();
    }

    private Diagnostic diagnostic(TemplateError error) {
        Throwable cause = root(error.getException());
        return switch (cause) {
            case UnknownTokenException unknown -> {
                String name = unknown.getToken().strip();
                String problem = "'" + name + "' has no value here";
                yield at("BU1502", error, name, problem, help(name));
            }
            case DisabledException _ -> {
                String name = String.valueOf(error.getFieldName()).replaceFirst("^.*:", "");
                Optional<String> why = Optional.of("one commit must always render the same");
                yield at("BU1503", error, name, "'" + name + "' is switched off here", why);
            }
            case IllegalArgumentException ours -> failed(error, ours.getMessage());
            case Sandbox.TooMuchWork ours -> failed(error, ours.getMessage());
            case null, default -> {
                boolean syntax = error.getReason() == ErrorReason.SYNTAX_ERROR;
                String name = Optional.ofNullable(error.getFieldName()).orElse("");
                String code = syntax ? "BU1501" : "BU1504";
                yield at(code, error, name, error.getMessage(), Optional.empty());
            }
        };
    }

    private Diagnostic failed(TemplateError error, @Nullable String said) {
        return at(
                "BU1504", error, "", Objects.requireNonNullElse(said, "failed"), Optional.empty());
    }

    private Diagnostic at(
            String code, TemplateError error, String name, String problem, Optional<String> help) {
        List<String> lines = List.of(template.split("\r\n|\r|\n", -1));
        int line = Math.clamp(error.getLineno(), 1, lines.size());
        String source = lines.get(line - 1);
        int column = name.isEmpty() ? error.getStartPosition() - 1 : source.indexOf(name);
        Position at = new Position(path, line, Math.max(column, 0) + 1);
        return new Diagnostic(code, at, problem, help, source);
    }

    private static @Nullable Throwable root(@Nullable Throwable cause) {
        Throwable root = cause;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private Optional<String> help(String name) {
        String first = name.split("[.\\[(| ]", 2)[0];
        Object value = values.get(first);
        if (value == null) {
            return Optional.of("there are " + names(values));
        }
        return value instanceof Map<?, ?> map && !map.isEmpty()
                ? Optional.of("'" + first + "' has " + names(map))
                : Optional.of("write " + first + " | default('...') if it may be missing");
    }

    private static String names(Map<?, ?> map) {
        TreeSet<String> names = new TreeSet<>();
        map.keySet().forEach(key -> names.add(key.toString()));
        return String.join(", ", names);
    }
}
