package dev.bringup.view;

import dev.bringup.model.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Problems in SARIF 2.1.0, which code hosts show beside the lines of a pull request.
public final class Sarif {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private Sarif() {}

    /// `title` says in a line what a code means.
    public static String of(
            List<Diagnostic> problems, String version, UnaryOperator<String> title) {
        TreeSet<String> codes = new TreeSet<>();
        problems.forEach(problem -> codes.add(problem.code()));
        List<Object> rules = codes.stream().map(code -> rule(code, title.apply(code))).toList();
        Object driver = map("name", "bringup", "version", version, "rules", rules);
        Object run =
                map(
                        "tool",
                        map("driver", driver),
                        "columnKind",
                        "unicodeCodePoints",
                        "results",
                        problems.stream().map(Sarif::result).toList());
        return Json.of(map("$schema", SCHEMA, "version", "2.1.0", "runs", List.of(run)));
    }

    private static Object rule(String code, String title) {
        return map("id", code, "shortDescription", map("text", title));
    }

    private static Object result(Diagnostic problem) {
        Object region = map("startLine", problem.at().line(), "startColumn", problem.at().column());
        Object place =
                map("artifactLocation", map("uri", uri(problem.at().file())), "region", region);
        return map(
                "ruleId",
                problem.code(),
                "level",
                problem.severity().text(),
                "message",
                map("text", sentence(problem)),
                "locations",
                List.of(map("physicalLocation", place)));
    }

    /// The problem with its suggestion, where there is one line for both.
    static String sentence(Diagnostic problem) {
        return problem.problem() + problem.help().map(help -> " (" + help + ")").orElse("");
    }

    private static String uri(String path) {
        StringBuilder out = new StringBuilder(path.startsWith("/") ? "file://" : "");
        for (byte octet : path.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "/-._~".indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.put((String) pairs[i], pairs[i + 1]);
        }
        return all;
    }
}
