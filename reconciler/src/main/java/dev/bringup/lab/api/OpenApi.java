package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// As much of OpenAPI 3 as `kubectl apply` asks for: whether a kind's patches are checked by the
/// server, so that it need not check them itself.
record OpenApi(Kinds kinds, String release) {

    private static final String ROOT = "/openapi/v3";

    Optional<ObjectNode> answer(String path) {
        if (path.equals(ROOT)) {
            return Optional.of(index());
        }
        if (!path.startsWith(ROOT + "/")) {
            return Optional.empty();
        }
        String wanted = path.substring(ROOT.length());
        List<Kind> found = kinds.all().stream().filter(k -> root(k).equals(wanted)).toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(document(found));
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (Kind kind : kinds.all()) {
            Json.child(paths, root(kind).substring(1)).put("serverRelativeURL", ROOT + root(kind));
        }
        return index;
    }

    private ObjectNode document(List<Kind> found) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", release);
        ObjectNode paths = document.putObject("paths");
        for (Kind kind : found) {
            String scope = kind.isNamespaced() ? "/namespaces/{namespace}/" : "/";
            ObjectNode patch =
                    paths.putObject(root(kind) + scope + kind.plural() + "/{name}")
                            .putObject("patch");
            for (String parameter : new String[] {"dryRun", "fieldManager", "fieldValidation"}) {
                patch.withArray("parameters").addObject().put("name", parameter).put("in", "query");
            }
            patch.putObject("responses");
            patch.putObject("x-kubernetes-group-version-kind")
                    .put("group", kind.group())
                    .put("version", kind.version())
                    .put("kind", kind.kind());
        }
        return document;
    }

    private static String root(Kind kind) {
        return (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.apiVersion();
    }
}
