package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Renders Targets. A Target's template sees all machines, which a machine's own never does: it has
/// no fingerprint that another machine could change.
public record Targets(Renderer renderer) {

    /// Empty when it could not be rendered, and then the reasons went to `problems`.
    public Optional<String> render(
            Declared declared, Declared.Target target, Consumer<Diagnostic> problems) {
        return renderer.render(target.template(), values(declared), declared.files(), problems);
    }

    /// What is wrong with any of them.
    public List<Diagnostic> check(Declared declared) {
        Problems problems = new Problems();
        declared.beside()
                .targets()
                .values()
                .forEach(target -> render(declared, target, problems::add));
        return problems.inReadingOrder();
    }

    private static Map<String, Object> values(Declared declared) {
        Map<String, Object> profiles = new TreeMap<>();
        declared.profiles().forEach((name, profile) -> profiles.put(name, Values.profile(profile)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("cluster", Values.cluster(declared.cluster()));
        all.put("profiles", profiles);
        all.put(
                "machines",
                declared.machines().values().stream().map(m -> machine(declared, m)).toList());
        return all;
    }

    private static Map<String, Object> machine(Declared declared, Declared.Machine machine) {
        Declared.Profile profile =
                Objects.requireNonNull(declared.profiles().get(machine.profile()));
        Declared.Extras merged = Resolve.merge(profile.extras(), machine.extras());
        Map<String, Object> values = Values.machine(declared.cluster(), machine, merged);
        values.put("variables", SecretVariables.without(merged.variables()));
        return values;
    }
}
