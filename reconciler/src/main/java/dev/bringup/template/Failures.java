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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Jinjava's errors in the form of all others. It knows lines but no columns, so the column is
/// found by looking for the name in the line.
record Failures(
        String path, String template, Map<String, Object> values, Predicate<String> isFilter) {

    /// Jinjava's name for itself, which no setting takes away from templates.
    private static final String INSIDES = "____int3rpr3t3r____";

    private static final Pattern PIPED = Pattern.compile("\\|\\s*([A-Za-z_][A-Za-z_0-9]*)");

    private static final Pattern NO_FUNCTION =
            Pattern.compile("Could not resolve function '([^']+)'");

    /// What is wrong with a template that reaches into the engine that renders it.
    static Optional<Diagnostic> insides(String path, String template) {
        int at = template.indexOf(INSIDES);
        if (at < 0) {
            return Optional.empty();
        }
        List<String> before = lines(template.substring(0, at));
        int line = before.size();
        return Optional.of(
                new Diagnostic(
                        "BU1503",
                        new Position(path, line, before.getLast().length() + 1),
                        "'" + INSIDES + "' is switched off here",
                        Optional.of("one commit must always render the same"),
                        lines(template).get(line - 1)));
    }

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
                yield missingFilter(name)
                        .map(filter ->
                                at(
                                        "BU1502",
                                        error,
                                        filter,
                                        "there is no filter '" + filter + "'",
                                        Optional.empty()))
                        .orElseGet(() ->
                                at(
                                        "BU1502",
                                        error,
                                        name,
                                        "'" + name + "' has no value here",
                                        help(name)));
            }
            case DisabledException _ -> {
                String name =
                        String.valueOf(error.getFieldName())
                                .replaceFirst("^.*:", "")
                                .replace("()", "");
                Optional<String> why = Optional.of("one commit must always render the same");
                yield at("BU1503", error, name, "'" + name + "' is switched off here", why);
            }
            case IllegalArgumentException ours -> failed(error, ours.getMessage());
            case UnsupportedOperationException _ ->
                    failed(error, "what the repository says cannot be changed here");
            case Sandbox.TooMuchWork ours -> failed(error, ours.getMessage());
            case null, default -> {
                Matcher function = NO_FUNCTION.matcher(String.valueOf(error.getMessage()));
                if (function.find()) {
                    String call = function.group(1);
                    String problem = "there is no function '" + call + "'";
                    yield at("BU1502", error, call, problem, Optional.empty());
                }
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
        List<String> lines = lines(template);
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

    /// What there is at the deepest place of the name that exists.
    private Optional<String> help(String name) {
        String path = name.split("[(| ]", 2)[0];
        Map<?, ?> at = values;
        String where = "";
        for (String part : path.split("[.\\[]", -1)) {
            if (!at.containsKey(part)) {
                return Optional.of((where.isEmpty() ? "there are " : where + " has ") + names(at));
            }
            if (!(at.get(part) instanceof Map<?, ?> deeper) || deeper.isEmpty()) {
                break;
            }
            at = deeper;
            where = where.isEmpty() ? "'" + part + "'" : where.replaceFirst("'$", "." + part + "'");
        }
        return Optional.of("write " + path + " | default('...') if it may be missing");
    }

    private Optional<String> missingFilter(String name) {
        return PIPED.matcher(name)
                .results()
                .map(piped -> piped.group(1))
                .filter(isFilter.negate())
                .findFirst();
    }

    private static List<String> lines(String text) {
        return List.of(text.split("\r\n|\r|\n", -1));
    }

    private static String names(Map<?, ?> map) {
        TreeSet<String> names = new TreeSet<>();
        map.keySet().forEach(key -> names.add(key.toString()));
        return String.join(", ", names);
    }
}
