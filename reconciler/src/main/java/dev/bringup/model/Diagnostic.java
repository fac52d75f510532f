package dev.bringup.model;

import java.util.List;
import java.util.Optional;

/// One problem in a state repository, in the form every editor and CI log can turn into a link.
public record Diagnostic(
        String code, Position at, String problem, Optional<String> help, String sourceLine) {

    /// Lines and columns count from 1, as editors show them.
    public record Position(String file, int line, int column) {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }

    public String render() {
        String gutter = " ".repeat(Integer.toString(at.line()).length());
        String caret = " ".repeat(Math.max(0, at.column() - 1)) + "^";
        return (at + ": error " + code + ": " + problem + "\n")
                + (at.line() + " | " + sourceLine + "\n")
                + (gutter + " | " + caret)
                + help.map(text -> "\n" + gutter + " = help: " + text).orElse("");
    }

    public static String render(List<Diagnostic> all) {
        return String.join("\n", all.stream().map(Diagnostic::render).toList());
    }
}
