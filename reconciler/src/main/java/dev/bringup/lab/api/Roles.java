package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What roles that are bound to somebody let it do: a role of the cluster, bound in the cluster or
/// in one namespace, or one of a namespace. Whom none speaks of may do nothing.
record Roles(Store store) {

    private static final String ALL = "*";
    private static final String GROUP = "rbac.authorization.k8s.io";

    static final Kind CLUSTER_ROLE = kind("clusterroles");
    private static final Kind CLUSTER_BINDING = kind("clusterrolebindings");
    private static final Kind ROLE = kind("roles");
    private static final Kind BINDING = kind("rolebindings");

    /// What is asked for. Without a name it is all of the kind, or one that has no name yet.
    record Right(String verb, String group, String resource, String namespace, String name) {

        static Right of(Verb verb, Call call, Target target) {
            return new Right(
                    verb.text(),
                    target.kind().group(),
                    target.resource(),
                    target.namespace(),
                    target.name().isEmpty() ? Selector.name(call) : target.name());
        }

        Right to(String other) {
            return new Right(other, group, resource, namespace, name);
        }
    }

    private static Kind kind(String plural) {
        return Kind.ALL.stream()
                .filter(k -> k.group().equals(GROUP) && k.plural().equals(plural))
                .findFirst()
                .orElseThrow();
    }

    /// What the holders of bootstrap tokens may do where a binding says so.
    static ObjectNode bootstrapper() {
        ObjectNode role = Json.object();
        role.put("apiVersion", CLUSTER_ROLE.apiVersion()).put("kind", CLUSTER_ROLE.kind());
        Json.metadata(role).put("name", "system:node-bootstrapper");
        ObjectNode rule = role.putArray("rules").addObject();
        rule.putArray("apiGroups").add(Kind.REQUEST.group());
        rule.putArray("resources").add(Kind.REQUEST.plural());
        List.of("create", "get", "list", "watch").forEach(rule.putArray("verbs")::add);
        return role;
    }

    boolean allow(Identity who, Right right) {
        Stream<ObjectNode> everywhere =
                store.list(CLUSTER_BINDING, "").stream().filter(b -> isFor(b, who));
        Stream<ObjectNode> here =
                right.namespace().isEmpty()
                        ? Stream.empty()
                        : store.list(BINDING, right.namespace()).stream()
                                .filter(b -> isFor(b, who));
        return Stream.concat(everywhere, here)
                .flatMap(binding -> role(binding).stream())
                .flatMap(role -> Json.objects(role.path("rules")).stream())
                .anyMatch(rule -> grants(rule, right));
    }

    private static boolean isFor(JsonNode binding, Identity who) {
        return Json.objects(binding.path("subjects")).stream().anyMatch(names(who));
    }

    private static Predicate<JsonNode> names(Identity who) {
        return subject -> {
            String name = Json.text(subject, "name");
            return switch (Json.text(subject, "kind")) {
                case "User" -> name.equals(who.user());
                case "Group" -> who.groups().contains(name);
                case "ServiceAccount" ->
                        new Identity.Account(Json.text(subject, "namespace"), name).equals(who);
                default -> false;
            };
        };
    }

    private Optional<ObjectNode> role(JsonNode binding) {
        String name = Json.text(binding, "roleRef", "name");
        return Json.text(binding, "roleRef", "kind").equals("ClusterRole")
                ? store.get(CLUSTER_ROLE.key("", name))
                : store.get(ROLE.key(Json.text(binding, "metadata", "namespace"), name));
    }

    private static boolean grants(JsonNode rule, Right right) {
        JsonNode names = rule.path("resourceNames");
        return has(rule.path("verbs"), right.verb())
                && has(rule.path("apiGroups"), right.group())
                && has(rule.path("resources"), right.resource())
                && (names.isEmpty() || (!right.name().isEmpty() && has(names, right.name())));
    }

    private static boolean has(JsonNode list, String wanted) {
        for (JsonNode item : list) {
            if (item.asText().equals(wanted) || item.asText().equals(ALL)) {
                return true;
            }
        }
        return false;
    }
}
