package dev.bringup.app;

import dev.bringup.view.Json;
import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Sets `reimage.generation` of one object in the text of a file, and leaves every other letter of
/// it as it is, comments and all.
record Generations(String kind, String name) {

    /// Empty when the object is not in this file, or not written as a block that can be edited.
    Optional<String> set(String text, String generation) {
        try {
            for (Node document : new Yaml(new LoaderOptions()).composeAll(new StringReader(text))) {
                if (document instanceof MappingNode object && isMeant(object)) {
                    return child(object, "spec")
                            .filter(MappingNode.class::isInstance)
                            .flatMap(spec -> edit(text, (MappingNode) spec, Json.of(generation)));
                }
            }
        } catch (YAMLException _) {
            // Validation has already said what is wrong with it.
        }
        return Optional.empty();
    }

    private boolean isMeant(MappingNode object) {
        return scalar(child(object, "kind")).equals(Optional.of(kind))
                && scalar(
                                child(object, "metadata")
                                        .filter(MappingNode.class::isInstance)
                                        .flatMap(m -> child((MappingNode) m, "name")))
                        .equals(Optional.of(name));
    }

    private static Optional<String> edit(String text, MappingNode spec, String quoted) {
        Optional<Node> reimage = child(spec, "reimage");
        if (reimage.isPresent()) {
            return reimage.filter(MappingNode.class::isInstance)
                    .flatMap(r -> child((MappingNode) r, "generation"))
                    .map(old ->
                            text.substring(0, at(text, old.getStartMark()))
                                    + quoted
                                    + text.substring(at(text, old.getEndMark())));
        }
        if (spec.getValue().isEmpty()) {
            return Optional.empty();
        }
        Mark first = spec.getValue().getFirst().getKeyNode().getStartMark();
        String field = "reimage: {generation: " + quoted + "}";
        String behind =
                spec.getFlowStyle() == FlowStyle.FLOW ? ", " : "\n" + " ".repeat(first.getColumn());
        int at = at(text, first);
        return Optional.of(text.substring(0, at) + field + behind + text.substring(at));
    }

    /// Marks count characters of Unicode, strings count halves of some.
    private static int at(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static Optional<Node> child(MappingNode node, String key) {
        return node.getValue().stream()
                .filter(t -> scalar(Optional.of(t.getKeyNode())).equals(Optional.of(key)))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static Optional<String> scalar(Optional<Node> node) {
        return node.filter(ScalarNode.class::isInstance).map(n -> ((ScalarNode) n).getValue());
    }
}
