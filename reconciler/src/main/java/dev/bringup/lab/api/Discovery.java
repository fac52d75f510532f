package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.KubeVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What `kubectl` reads to learn which kinds there are.
record Discovery(Kinds kinds, Supplier<KubeVersion> release) {

    private static final List<String> VERBS =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");

    /// What `kubectl get all` shows.
    private static final Set<String> IN_ALL =
            Set.of("pods", "services", "daemonsets", "replicasets", "deployments", "statefulsets");

    Optional<ObjectNode> answer(String path) {
        if (path.startsWith("/openapi/")) {
            return new OpenApi(kinds, tag()).answer(path);
        }
        String[] parts = path.substring(1).split("/", -1);
        String below = parts[0] + "/" + parts.length;
        return switch (below) {
            case "api/1" -> Optional.of(coreVersions());
            case "api/2" -> resources("", parts[1]);
            case "apis/1" -> Optional.of(groups());
            case "apis/2" -> group(parts[1]);
            case "apis/3" -> resources(parts[1], parts[2]);
            case "version/1" -> Optional.of(version());
            default -> Optional.empty();
        };
    }

    /// `+lab` says that we are not it.
    private String tag() {
        return "v" + release.get() + "+lab";
    }

    private ObjectNode version() {
        ObjectNode version = Json.object();
        version.put("major", "" + release.get().major());
        version.put("minor", "" + release.get().minor()).put("gitVersion", tag());
        version.put("gitCommit", "").put("gitTreeState", "clean").put("buildDate", "");
        version.put("goVersion", "").put("compiler", "javac").put("platform", "linux/amd64");
        return version;
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        kinds.all().stream()
                .map(Kind::group)
                .filter(g -> !g.isEmpty())
                .distinct()
                .forEach(g -> group(g).ifPresent(groups::add));
        return list;
    }

    private Optional<ObjectNode> group(String name) {
        Optional<Kind> kind = kinds.all().stream().filter(k -> k.group().equals(name)).findFirst();
        return kind.map(k -> {
            ObjectNode group = Json.object();
            group.put("kind", "APIGroup").put("apiVersion", "v1").put("name", name);
            groupVersion(group.putArray("versions").addObject(), k);
            groupVersion(group.putObject("preferredVersion"), k);
            return group;
        });
    }

    private static void groupVersion(ObjectNode into, Kind kind) {
        into.put("groupVersion", kind.apiVersion()).put("version", kind.version());
    }

    private Optional<ObjectNode> resources(String group, String version) {
        List<Kind> found =
                kinds.all().stream()
                        .filter(k -> k.group().equals(group) && k.version().equals(version))
                        .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", found.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        found.forEach(k -> describe(k, resources));
        return Optional.of(list);
    }

    private static void describe(Kind kind, ArrayNode resources) {
        ObjectNode main = resources.addObject();
        main.put("name", kind.plural()).put("singularName", kind.kind().toLowerCase(Locale.ROOT));
        main.put("namespaced", kind.isNamespaced()).put("kind", kind.kind());
        VERBS.forEach(main.putArray("verbs")::add);
        kind.shortNames().forEach(main.putArray("shortNames")::add);
        if (IN_ALL.contains(kind.plural())) {
            main.putArray("categories").add("all");
        }
        kind.subresources().stream().sorted().forEach(sub -> describe(kind, sub, resources));
    }

    /// `kubectl drain` evicts only where it finds `pods/eviction` with the group of its kind.
    private static void describe(Kind kind, String subresource, ArrayNode resources) {
        ObjectNode sub = resources.addObject();
        sub.put("name", kind.plural() + "/" + subresource).put("singularName", "");
        sub.put("namespaced", kind.isNamespaced());
        if (subresource.equals("eviction")) {
            sub.put("group", "policy").put("version", "v1").put("kind", "Eviction");
            sub.putArray("verbs").add("create");
        } else if (subresource.equals("token")) {
            sub.put("group", "authentication.k8s.io").put("version", "v1");
            sub.put("kind", "TokenRequest");
            sub.putArray("verbs").add("create");
        } else {
            sub.put("kind", kind.kind());
            sub.putArray("verbs").add("get").add("patch").add("update");
        }
    }
}
