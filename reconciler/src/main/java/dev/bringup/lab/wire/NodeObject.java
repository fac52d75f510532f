package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The objects that a kubelet writes about its own machine.
record NodeObject(
        String name, Ip4 address, String bootId, KubeVersion kubelet, String uuid, boolean plane) {

    private static final String LEASES =
            "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    String path() {
        return "/api/v1/nodes/" + name;
    }

    String leasesPath() {
        return LEASES;
    }

    String leasePath() {
        return LEASES + "/" + name;
    }

    ObjectNode registration(Instant now) {
        ObjectNode node = status(now);
        node.put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata").put("name", name);
        metadata.putObject("labels")
                .put("kubernetes.io/hostname", name)
                .put("kubernetes.io/arch", "amd64")
                .put("kubernetes.io/os", "linux");
        return node;
    }

    /// The whole status, as it stands in a Node and in a patch of one.
    ObjectNode status(Instant now) {
        ObjectNode node = MarkerJson.JSON.createObjectNode();
        ObjectNode status = node.putObject("status");
        for (String quantities : new String[] {"capacity", "allocatable"}) {
            status.putObject(quantities).put("cpu", "2").put("memory", "4Gi").put("pods", "110");
        }
        String at = now.truncatedTo(ChronoUnit.SECONDS).toString();
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("reason", "KubeletReady")
                .put("message", "kubelet is posting ready status")
                .put("lastHeartbeatTime", at)
                .put("lastTransitionTime", at);
        status.putArray("addresses")
                .add(entry("InternalIP", address.toString()))
                .add(entry("Hostname", name));
        status.putObject("nodeInfo")
                .put("architecture", "amd64")
                .put("bootID", bootId)
                .put("containerRuntimeVersion", "lab://1")
                .put("kernelVersion", "6.12.0-lab")
                .put("kubeProxyVersion", "v" + kubelet)
                .put("kubeletVersion", "v" + kubelet)
                .put("machineID", uuid.replace("-", ""))
                .put("operatingSystem", "linux")
                .put("osImage", "Bringup Lab OS")
                .put("systemUUID", uuid);
        return node;
    }

    private static ObjectNode entry(String type, String address) {
        return MarkerJson.JSON.createObjectNode().put("type", type).put("address", address);
    }

    /// Whether the API says what this kubelet would: Ready, in this boot.
    boolean isToldBy(JsonNode node) {
        return isReady(node)
                && node.path("status").path("nodeInfo").path("bootID").asText().equals(bootId);
    }

    static boolean isReady(JsonNode node) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    ObjectNode lease(Instant now) {
        ObjectNode lease =
                MarkerJson.JSON
                        .createObjectNode()
                        .put("apiVersion", "coordination.k8s.io/v1")
                        .put("kind", "Lease");
        lease.putObject("metadata").put("name", name).put("namespace", "kube-node-lease");
        lease.putObject("spec")
                .put("holderIdentity", name)
                .put("leaseDurationSeconds", 40)
                .put("renewTime", now.truncatedTo(ChronoUnit.MICROS).toString());
        return lease;
    }
}
