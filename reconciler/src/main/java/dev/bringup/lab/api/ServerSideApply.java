package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// The fourth patch format: a manager says what it wants of an object, and nothing of what others
/// want. What it wanted the last time and does not want now goes, unless somebody else holds it.
final class ServerSideApply {

    static final String TYPE = "application/apply-patch+yaml";

    private ServerSideApply() {}

    /// What the body says, free of nulls, which clients write where they have nothing to say.
    static ObjectNode wanted(Call call, Target target) {
        if (call.manager().isEmpty()) {
            throw Problem.invalid(
                    target.kind(),
                    target.name(),
                    "fieldManager: Required value: is required for apply patch");
        }
        ObjectNode wanted = withoutNulls(read(call.body()));
        if (!Json.at(wanted, "metadata", "managedFields").isMissingNode()) {
            throw Problem.badRequest("metadata.managedFields must be nil");
        }
        Json.metadata(wanted).put("name", target.name());
        return wanted;
    }

    private static ObjectNode read(String body) {
        try {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(body);
            if (Json.tree(tree) instanceof ObjectNode object) {
                return object;
            }
            throw Problem.badRequest("the body is not an object");
        } catch (YAMLException e) {
            throw Problem.badRequest("error decoding YAML: " + e.getMessage());
        }
    }

    private static ObjectNode withoutNulls(ObjectNode object) {
        ObjectNode clean = Json.object();
        object.properties()
                .forEach(field -> {
                    JsonNode value = field.getValue();
                    if (!value.isNull()) {
                        clean.set(
                                field.getKey(),
                                value instanceof ObjectNode inner ? withoutNulls(inner) : value);
                    }
                });
        return clean;
    }

    /// The object after the apply, with its managers; an empty `live` is an object to be made.
    static ObjectNode apply(
            Call call, Target target, Optional<ObjectNode> live, ObjectNode wanted, Instant now) {
        Shape shape = Shape.of(target.kind());
        ObjectNode before = live.orElseGet(Json::object);
        Managers managers = Managers.of(before);
        Managers others = managers.others(call.manager());
        Fields fields = Fields.of(wanted, shape);
        Fields taken = differing(fields, before, wanted);
        if (!call.isSet("force")) {
            refuse(target, others, taken);
        }
        Managers left = others.without(taken, now);
        Fields gone = managers.applied(call.manager()).minus(fields).minus(left.all());
        ObjectNode after = FieldTree.merged(before, wanted, shape);
        FieldTree.remove(after, gone, left.all().plus(fields));
        String version = target.kind().apiVersion();
        List<Managers.Entry> all = new ArrayList<>(left.entries());
        managers.entries().stream().filter(e -> !others.entries().contains(e)).forEach(all::add);
        new Managers(all)
                .having(call.manager(), Managers.Operation.APPLY, version, fields, now)
                .write(after);
        return after;
    }

    private static Fields differing(Fields fields, ObjectNode before, ObjectNode wanted) {
        return Fields.with(
                fields.paths().stream()
                        .filter(p -> !p.getLast().startsWith("k:"))
                        .filter(p -> !FieldTree.find(before, p).equals(FieldTree.find(wanted, p)))
                        .toList());
    }

    private static void refuse(Target target, Managers others, Fields taken) {
        List<Problem.Cause> causes = new ArrayList<>();
        for (Managers.Entry entry : others.entries()) {
            for (List<String> path : entry.fields().inBoth(taken).paths()) {
                causes.add(
                        new Problem.Cause(
                                "conflict with \"%s\" using %s"
                                        .formatted(entry.manager(), entry.apiVersion()),
                                Fields.words(path)));
            }
        }
        if (!causes.isEmpty()) {
            throw Problem.applyConflict(target.kind(), target.name(), causes);
        }
    }
}
