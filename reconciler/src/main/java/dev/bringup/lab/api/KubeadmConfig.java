package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.KubeVersion;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `kubeadm init` leaves in the cluster for control planes that join: above all which version
/// of the API server they are to run.
record KubeadmConfig(Store store) {

    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "kubeadm-config";
    private static final String KEY = "ClusterConfiguration";
    private static final Pattern VERSION =
            Pattern.compile("(?m)^kubernetesVersion: *v?([0-9.]+)[^\n]*$");

    void upload(Writes writes, KubeVersion version) {
        ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        Json.metadata(map).put("name", NAME).put("namespace", NAMESPACE);
        map.putObject("data")
                .put(KEY, "kind: ClusterConfiguration\nkubernetesVersion: v" + version + "\n");
        writes.keep(Announcement.CONFIG_MAP, map);
    }

    Optional<KubeVersion> version() {
        return store.get(Announcement.CONFIG_MAP.key(NAMESPACE, NAME))
                .map(map -> VERSION.matcher(Json.text(map, "data", KEY)))
                .filter(Matcher::find)
                .map(found -> KubeVersion.parse(found.group(1)));
    }
}
