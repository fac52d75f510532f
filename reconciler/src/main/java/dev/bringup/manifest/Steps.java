package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.JoinStep;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The steps of profiles: small templates within a YAML file.
final class Steps {

    /// One as it is written.
    record Text(
            String name, Template run, Optional<Template> unless, Duration timeout, int retries) {}

    /// `path` is a name that no file can have, for the renderer.
    record Template(String path, String text, Position at) {}

    private final Renderer renderer;
    private final SortedMap<String, byte[]> files;

    /// The renderer takes templates from files: each text of a step becomes one.
    Steps(Renderer renderer, Declared declared) {
        this.renderer = renderer;
        List<Text> steps =
                declared.profiles().values().stream().flatMap(p -> p.steps().stream()).toList();
        files = steps.isEmpty() ? declared.files() : new TreeMap<>(declared.files());
        for (Text step : steps) {
            put(files, step.run());
            step.unless().ifPresent(unless -> put(files, unless));
        }
    }

    private static void put(Map<String, byte[]> files, Template template) {
        files.put(template.path(), template.text().getBytes(StandardCharsets.UTF_8));
    }

    static List<Text> read(Document profile) {
        List<Text> steps = new ArrayList<>();
        for (Tree one : profile.spec().list("steps")) {
            Tree.Mapping step = (Tree.Mapping) one;
            String path = "//" + profile.name() + "/" + steps.size() + "/";
            steps.add(
                    new Text(
                            step.need("name"),
                            template(path + "run", step, "run"),
                            step.text("unless").map(_ -> template(path + "unless", step, "unless")),
                            Formats.duration(step.need("timeout")),
                            Integer.parseInt(step.need("retries"))));
        }
        return List.copyOf(steps);
    }

    private static Template template(String path, Tree.Mapping step, String field) {
        return new Template(path, step.need(field), step.place(field));
    }

    /// Those of one machine; what cannot be rendered is left out and reported.
    List<JoinStep> of(
            Declared.Profile profile,
            Map<String, Object> values,
            Map<String, Object> variables,
            Problems problems) {
        Map<String, Object> seen = new HashMap<>(values);
        // Keys and URLs are of an installation; a step has none of them.
        seen.remove("bringup");
        List<JoinStep> steps = new ArrayList<>();
        for (Text step : profile.steps()) {
            Optional<String> run = render(step.name(), step.run(), seen, problems);
            Optional<String> unless =
                    step.unless().flatMap(u -> render(step.name(), u, seen, problems));
            run.ifPresent(text ->
                    steps.add(
                            new JoinStep(
                                    step.name(),
                                    text,
                                    unless,
                                    step.timeout(),
                                    step.retries(),
                                    SecretVariables.behind(variables, text + unless.orElse("")))));
        }
        return List.copyOf(steps);
    }

    private Optional<String> render(
            String step, Template template, Map<String, Object> values, Problems problems) {
        return renderer.render(
                template.path(),
                values,
                files,
                problem -> problems.add(placed(problem, step, template.at())));
    }

    private String line(Position at) {
        String text =
                new String(files.getOrDefault(at.file(), new byte[0]), StandardCharsets.UTF_8);
        return text.lines().skip(at.line() - 1L).findFirst().orElse("");
    }

    private Diagnostic placed(Diagnostic problem, String step, Position at) {
        return new Diagnostic(
                problem.severity(),
                problem.code(),
                at,
                "step '%s', line %d: %s".formatted(step, problem.at().line(), problem.problem()),
                problem.help(),
                line(at));
    }
}
