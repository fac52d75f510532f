package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Collects what is wrong, so that one run tells everything. Knows each file's lines, because a
/// diagnostic quotes the line it is about.
final class Problems {

    private static final Comparator<Diagnostic> READING_ORDER =
            Comparator.comparing((Diagnostic d) -> d.at().file())
                    .thenComparingInt(d -> d.at().line())
                    .thenComparingInt(d -> d.at().column())
                    .thenComparing(Diagnostic::code)
                    .thenComparing(Diagnostic::problem);

    private final Map<String, List<String>> lines = new TreeMap<>();
    private final List<Diagnostic> found = new ArrayList<>();

    void source(String file, List<String> itsLines) {
        lines.put(file, itsLines);
    }

    void add(Code code, Position at, String problem, Optional<String> help) {
        List<String> source = lines.getOrDefault(at.file(), List.of());
        String line = at.line() <= source.size() ? source.get(at.line() - 1) : "";
        found.add(new Diagnostic(code.severity(), code.text(), at, problem, help, printable(line)));
    }

    /// One column per character, so that the caret stands below the right one.
    private static String printable(String line) {
        return line.replace('\t', ' ').replaceAll("[\\p{Cntrl}\ufeff]", "\ufffd");
    }

    void add(Code code, Position at, String problem, String help) {
        add(code, at, problem, Optional.of(help));
    }

    void add(Diagnostic diagnostic) {
        found.add(diagnostic);
    }

    /// Adds what was found elsewhere, in another file or by another thread.
    void addAll(Problems others) {
        lines.putAll(others.lines);
        found.addAll(others.found);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    boolean hasErrors() {
        return found.stream().anyMatch(Diagnostic::isError);
    }

    /// Takes away all problems of this code, and says whether there were any.
    boolean forgive(Code code) {
        return found.removeIf(problem -> problem.code().equals(code.text()));
    }

    int count() {
        return found.size();
    }

    List<Diagnostic> inReadingOrder() {
        return found.stream().sorted(READING_ORDER).distinct().limit(Limits.PROBLEMS).toList();
    }
}
