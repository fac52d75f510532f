package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The columns `kubectl get` shows for each kind. Those of `WIDE` appear with `-o wide`.
final class Columns {

    enum Width {
        NARROW,
        WIDE
    }

    record Column(String name, Width width, BiFunction<ObjectNode, Instant, String> cell) {}

    private static final String NONE = "<none>";

    private static final Column NAME = narrow("Name", Json::name);
    private static final Column AGE =
            new Column(
                    "Age",
                    Width.NARROW,
                    (o, now) -> Age.since(Json.text(o, "metadata", "creationTimestamp"), now));

    private static final List<Column> NODE =
            List.of(
                    NAME,
                    narrow("Status", Columns::nodeStatus),
                    narrow("Roles", Columns::roles),
                    AGE,
                    narrow("Version", o -> info(o, "kubeletVersion")),
                    wide("Internal-IP", o -> address(o, "InternalIP")),
                    wide("External-IP", o -> address(o, "ExternalIP")),
                    wide("OS-Image", o -> info(o, "osImage")),
                    wide("Kernel-Version", o -> info(o, "kernelVersion")),
                    wide("Container-Runtime", o -> info(o, "containerRuntimeVersion")));

    private static final List<Column> POD =
            List.of(
                    NAME,
                    narrow("Ready", Columns::readyContainers),
                    narrow("Status", Columns::podStatus),
                    narrow("Restarts", _ -> "0"),
                    AGE,
                    wide("IP", o -> orNone(Json.text(o, "status", "podIP"))),
                    wide("Node", o -> orNone(Json.text(o, "spec", "nodeName"))),
                    wide("Nominated Node", _ -> NONE),
                    wide("Readiness Gates", _ -> NONE));

    private static final List<Column> EVENT =
            List.of(
                    new Column(
                            "Last Seen",
                            Width.NARROW,
                            (o, now) -> Age.since(Events.lastSeen(o), now)),
                    narrow("Type", o -> Json.text(o, "type")),
                    narrow("Reason", o -> Json.text(o, "reason")),
                    narrow("Object", Events::subject),
                    narrow("Message", o -> Json.text(o, "message")));

    private Columns() {}

    static List<Column> of(Kind kind, Store store) {
        return switch (kind.resource()) {
            case "nodes" -> NODE;
            case "pods" -> POD;
            case "events" -> EVENT;
            case "namespaces" -> List.of(NAME, at("Status", "status", "phase"), AGE);
            case "secrets" -> List.of(NAME, at("Type", "type"), count("Data", "data"), AGE);
            case "configmaps" -> List.of(NAME, count("Data", "data"), AGE);
            case "certificatesigningrequests.certificates.k8s.io" ->
                    List.of(
                            NAME,
                            AGE,
                            at("SignerName", "spec", "signerName"),
                            at("Requestor", "spec", "username"),
                            narrow("Condition", Signing::state));
            case "leases.coordination.k8s.io" ->
                    List.of(NAME, at("Holder", "spec", "holderIdentity"), AGE);
            case "poddisruptionbudgets.policy" ->
                    List.of(
                            NAME,
                            at("Min Available", "spec", "minAvailable"),
                            at("Max Unavailable", "spec", "maxUnavailable"),
                            at("Allowed Disruptions", "status", "disruptionsAllowed"),
                            AGE);
            case "replicasets.apps" ->
                    List.of(
                            NAME,
                            at("Desired", "spec", "replicas"),
                            at("Current", "status", "replicas"),
                            at("Ready", "status", "readyReplicas"),
                            AGE);
            case "daemonsets.apps" ->
                    List.of(
                            NAME,
                            at("Desired", "status", "desiredNumberScheduled"),
                            at("Current", "status", "currentNumberScheduled"),
                            at("Ready", "status", "numberReady"),
                            AGE);
            case "deployments.apps", "statefulsets.apps" ->
                    List.of(
                            NAME,
                            narrow("Ready", Columns::readyReplicas),
                            at("Up-to-date", "status", "updatedReplicas"),
                            at("Available", "status", "availableReplicas"),
                            AGE);
            case "storageclasses.storage.k8s.io" ->
                    List.of(NAME, at("Provisioner", "provisioner"), AGE);
            default -> defined(kind, store);
        };
    }

    /// As the CustomResourceDefinition has them; its paths are names with dots between them.
    private static List<Column> defined(Kind kind, Store store) {
        List<Column> columns = new ArrayList<>();
        store.get(Kind.DEFINITION.key("", kind.resource()))
                .ifPresent(definition -> {
                    for (JsonNode version : Json.at(definition, "spec", "versions")) {
                        if (Json.text(version, "name").equals(kind.version())) {
                            version.path("additionalPrinterColumns")
                                    .forEach(c -> columns.add(column(c)));
                        }
                    }
                });
        if (columns.isEmpty()) {
            return List.of(NAME, AGE);
        }
        columns.addFirst(NAME);
        return columns;
    }

    private static Column column(JsonNode column) {
        String[] path = Json.text(column, "jsonPath").substring(1).split("\\.", -1);
        BiFunction<ObjectNode, Instant, String> cell =
                Json.text(column, "type").equals("date")
                        ? (o, now) -> Age.since(Json.text(o, path), now)
                        : (o, _) -> Json.text(o, path);
        boolean wide = column.path("priority").asInt() > 0;
        return new Column(Json.text(column, "name"), wide ? Width.WIDE : Width.NARROW, cell);
    }

    private static Column narrow(String name, Function<ObjectNode, String> cell) {
        return new Column(name, Width.NARROW, (o, _) -> cell.apply(o));
    }

    private static Column wide(String name, Function<ObjectNode, String> cell) {
        return new Column(name, Width.WIDE, (o, _) -> cell.apply(o));
    }

    private static Column at(String name, String... path) {
        return narrow(name, o -> Json.at(o, path).asText("N/A"));
    }

    private static Column count(String name, String field) {
        return narrow(name, o -> Integer.toString(o.path(field).size()));
    }

    private static String nodeStatus(ObjectNode node) {
        String ready = Json.text(Json.condition(node, "Ready"), "status");
        String status =
                switch (ready) {
                    case "True" -> "Ready";
                    case "" -> "Unknown";
                    default -> "NotReady";
                };
        boolean cordoned = Json.at(node, "spec", "unschedulable").asBoolean();
        return cordoned ? status + ",SchedulingDisabled" : status;
    }

    private static String roles(ObjectNode node) {
        String prefix = "node-role.kubernetes.io/";
        List<String> roles = new ArrayList<>();
        Json.at(node, "metadata", "labels")
                .fieldNames()
                .forEachRemaining(label -> {
                    if (label.startsWith(prefix)) {
                        roles.add(label.substring(prefix.length()));
                    }
                });
        return orNone(String.join(",", roles.stream().sorted().toList()));
    }

    private static String info(ObjectNode node, String field) {
        String text = Json.text(node, "status", "nodeInfo", field);
        return text.isEmpty() ? "<unknown>" : text;
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : Json.at(node, "status", "addresses")) {
            if (Json.text(address, "type").equals(type)) {
                return Json.text(address, "address");
            }
        }
        return NONE;
    }

    private static String readyContainers(ObjectNode pod) {
        int all = Json.at(pod, "spec", "containers").size();
        int ready = 0;
        for (JsonNode container : Json.at(pod, "status", "containerStatuses")) {
            ready += container.path("ready").asBoolean() ? 1 : 0;
        }
        return ready + "/" + all;
    }

    private static String readyReplicas(ObjectNode workload) {
        return Json.at(workload, "status", "readyReplicas").asLong()
                + "/"
                + Json.at(workload, "spec", "replicas").asLong(1);
    }

    private static String podStatus(ObjectNode pod) {
        return Pods.isLeaving(pod) ? "Terminating" : Json.text(pod, "status", "phase");
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }
}
