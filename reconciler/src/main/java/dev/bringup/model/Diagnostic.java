package dev.bringup.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One problem in a state repository, in the form every editor and CI log can turn into a link.
public record Diagnostic(
        Severity severity,
        String code,
        Position at,
        String problem,
        Optional<String> help,
        String sourceLine) {

    public enum Severity {
        /// The commit cannot be used.
        ERROR,
        /// It can, but somebody should look.
        WARNING;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Lines and columns count from 1, as editors show them.
    public record Position(String file, int line, int column) {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }

    public Diagnostic(
            String code, Position at, String problem, Optional<String> help, String sourceLine) {
        this(Severity.ERROR, code, at, problem, help, sourceLine);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// The same problem in a file that is called otherwise elsewhere.
    public Diagnostic in(String file) {
        Position there = new Position(file, at.line(), at.column());
        return new Diagnostic(severity, code, there, problem, help, sourceLine);
    }

    public String render() {
        String gutter = " ".repeat(Integer.toString(at.line()).length());
        String caret = " ".repeat(Math.max(0, at.column() - 1)) + "^";
        return (at + ": " + severity.text() + " " + code + ": " + problem + "\n")
                + (at.line() + " | " + sourceLine + "\n")
                + (gutter + " | " + caret)
                + help.map(text -> "\n" + gutter + " = help: " + text).orElse("");
    }

    public static String render(List<Diagnostic> all) {
        return String.join("\n", all.stream().map(Diagnostic::render).toList());
    }
}
