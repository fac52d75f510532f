package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What machines would be lost with: a rack, a power distribution unit, too many of each other.
final class Spread {

    private final Problems problems;

    Spread(Problems problems) {
        this.problems = problems;
    }

    /// How many control planes the repository asks for, over all of its profiles, and where they
    /// stand; said at the first profile of theirs.
    void controlPlanes(List<Document> profiles, Map<String, List<Document>> machines) {
        List<Document> theirs =
                profiles.stream()
                        .filter(p -> p.spec().need("role").equals("controlPlane"))
                        .toList();
        List<Document> all =
                theirs.stream()
                        .flatMap(p -> machines.getOrDefault(p.name(), List.of()).stream())
                        .toList();
        if (all.isEmpty()) {
            return;
        }
        Position at = theirs.getFirst().spec().place("role");
        if (all.size() % 2 == 0) {
            problems.add(
                    Code.EVEN_PLANES,
                    at,
                    "%d control planes survive no more losses than %d would"
                            .formatted(all.size(), all.size() - 1),
                    "make them %d or %d".formatted(all.size() - 1, all.size() + 1));
        }
        for (String over : List.of("rack", "pdu")) {
            shared(over, all)
                    .ifPresent(place ->
                            problems.add(
                                    Code.PLANES_TOGETHER,
                                    at,
                                    "all %d control planes share the %s '%s'"
                                            .formatted(all.size(), over, place),
                                    "move one, or correct its location"));
        }
    }

    /// The one rack or power distribution unit of all these machines, if there is one.
    static Optional<String> shared(String over, List<Document> machines) {
        Function<Document, List<String>> where =
                machine -> {
                    Tree.Mapping location = machine.spec().map("location");
                    return over.equals("rack")
                            ? location.text("rack").stream().toList()
                            : location.list("pdu").stream().map(Tree::brief).toList();
                };
        List<String> common = new ArrayList<>();
        if (machines.size() > 1) {
            common.addAll(where.apply(machines.getFirst()));
            machines.forEach(machine -> common.retainAll(where.apply(machine)));
            // With a second feed a machine outlives the first.
            common.removeIf(_ -> machines.stream().anyMatch(m -> where.apply(m).size() > 1));
        }
        return common.stream().findFirst();
    }
}
