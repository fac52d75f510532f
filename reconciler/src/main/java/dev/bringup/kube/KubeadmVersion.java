package dev.bringup.kube;

import dev.bringup.model.KubeVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The version that kubeadm gives a control plane which joins: that of its own ConfigMap, whatever
/// its image brings. Unless it is raised first, an upgraded machine would run an API server that is
/// older than its kubelet.
final class KubeadmVersion {

    private static final String KEY = "ClusterConfiguration";
    private static final Pattern VERSION =
            Pattern.compile("(?m)^kubernetesVersion: *v?([0-9.]+)[^\n]*$");

    private KubeadmVersion() {}

    /// A cluster without that ConfigMap was not made by kubeadm.
    static void raise(KubernetesClient client, KubeVersion to) {
        Resource<ConfigMap> resource =
                client.configMaps().inNamespace("kube-system").withName("kubeadm-config");
        ConfigMap map = resource.get();
        if (map == null || map.getData() == null) {
            return;
        }
        String before = Objects.requireNonNullElse(map.getData().get(KEY), "");
        String after = raised(before, to);
        if (!after.equals(before)) {
            resource.edit(now -> {
                now.getData().put(KEY, after);
                return now;
            });
        }
    }

    /// Never down: what runs already is not made older by it.
    static String raised(String configuration, KubeVersion to) {
        Matcher found = VERSION.matcher(configuration);
        return found.find() && KubeVersion.parse(found.group(1)).compareTo(to) < 0
                ? found.replaceFirst("kubernetesVersion: v" + to)
                : configuration;
    }
}
