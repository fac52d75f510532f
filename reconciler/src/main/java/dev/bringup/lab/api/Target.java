package dev.bringup.lab.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a path names. Absent parts are empty: no namespace means all, no name means the collection.
record Target(Kind kind, String namespace, String name, String subresource) {

    /// Reads `/api/v1/...` and `/apis/GROUP/VERSION/...`; empty when there is no such resource.
    static Optional<Target> parse(String path, Kinds kinds) {
        List<String> parts = new ArrayList<>(Arrays.asList(path.split("/", -1)));
        parts.removeIf(String::isEmpty);
        if (parts.size() >= 3 && parts.getFirst().equals("api")) {
            return parse("", parts.get(1), parts.subList(2, parts.size()), kinds);
        }
        if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
            return parse(parts.get(1), parts.get(2), parts.subList(3, parts.size()), kinds);
        }
        return Optional.empty();
    }

    private static Optional<Target> parse(
            String group, String version, List<String> rest, Kinds kinds) {
        boolean inside =
                rest.size() >= 3
                        && rest.getFirst().equals("namespaces")
                        && kinds.of(group, version, rest.get(2)).isPresent();
        String namespace = inside ? rest.get(1) : "";
        List<String> named = inside ? rest.subList(2, rest.size()) : rest;
        if (named.size() > 3) {
            return Optional.empty();
        }
        String name = named.size() > 1 ? named.get(1) : "";
        String subresource = named.size() > 2 ? named.get(2) : "";
        return kinds.of(group, version, named.getFirst())
                .filter(k -> subresource.isEmpty() || k.subresources().contains(subresource))
                .map(k -> new Target(k, namespace, name, subresource));
    }

    Store.Key key() {
        return kind.key(namespace, name);
    }

    /// `pods/eviction`, as access rules write it.
    String resource() {
        return kind.plural() + (subresource.isEmpty() ? "" : "/" + subresource);
    }
}
