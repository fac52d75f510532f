package dev.bringup.view;

import dev.bringup.model.Diagnostic;
import java.util.List;

/// Problems of a repository for people, for GitHub's log and for programs.
public final class Findings {

    private Findings() {}

    /// With the count as the last line.
    public static String text(List<Diagnostic> problems) {
        return problems.isEmpty() ? "" : Diagnostic.render(problems) + "\n" + count(problems);
    }

    public static String count(List<Diagnostic> problems) {
        long errors = problems.stream().filter(Diagnostic::isError).count();
        long warnings = problems.size() - errors;
        String both = errors > 0 && warnings > 0 ? ", " : "";
        return (errors > 0 ? counted(errors, "error") : "")
                + both
                + (warnings > 0 ? counted(warnings, "warning") : "");
    }

    private static String counted(long n, String word) {
        return n + " " + word + (n == 1 ? "" : "s");
    }

    /// Workflow commands, which GitHub turns into marks beside the lines of a pull request.
    public static String github(List<Diagnostic> problems) {
        return String.join("\n", problems.stream().map(Findings::command).toList());
    }

    private static String command(Diagnostic problem) {
        return "::%s file=%s,line=%d,col=%d,title=%s::%s"
                .formatted(
                        problem.severity().text(),
                        property(problem.at().file()),
                        problem.at().line(),
                        problem.at().column(),
                        property(problem.code()),
                        escaped(Sarif.sentence(problem)));
    }

    private static String escaped(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return escaped(text).replace(":", "%3A").replace(",", "%2C");
    }

    public static String json(List<Diagnostic> problems) {
        long errors = problems.stream().filter(Diagnostic::isError).count();
        return Json.of(new Report(problems, errors, problems.size() - errors));
    }

    public record Report(List<Diagnostic> problems, long errors, long warnings) {}
}
