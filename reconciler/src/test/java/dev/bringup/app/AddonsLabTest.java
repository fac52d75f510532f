package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.query.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The addons of the lab's repository, from a push to the cluster and back.
@Timeout(120)
class AddonsLabTest {

    private static final String KUBE = "/apis/apps/v1/namespaces/kube-system/";
    private static final String CNI = KUBE + "daemonsets/lab-cni";
    private static final String PROVISIONER = KUBE + "deployments/local-provisioner";
    private static final String CONFIG = "/api/v1/namespaces/kube-system/configmaps/lab-cni";
    private static final String DAEMON_SET = "addons/cni/daemonset.yaml";

    private LabBench lab;

    @Test
    void fromGitToTheClusterAndBack(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 10);
        try (Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            lab.await(true, () -> said("apply base/storage is done"));
            assertTrue(
                    at("apply base/cni is done") < at("apply base/storage: "),
                    "one step after the other");
            assertEquals("cni:1.4.2", image());
            lab.await(1, () -> lab.api.get(PROVISIONER).json().at("/status/readyReplicas").asInt());

            String text = ann.read(DAEMON_SET);
            ann.push(DAEMON_SET, text.replace("cni:1.4.2", "cni:1.5.0"), "Newer network");
            lab.await("cni:1.5.0", this::image);

            String foreign = "{\"metadata\":{\"annotations\":{\"bob\":\"here\"}},\"data\":";
            lab.api
                    .patch(
                            "merge",
                            CONFIG + "?fieldManager=bob",
                            foreign + "{\"network\":\"10.9.0.0/16\"}}")
                    .expect(200);
            lab.await("10.244.0.0/16", () -> lab.api.get(CONFIG).text("/data/network"));
            assertEquals("here", lab.api.get(CONFIG).text("/metadata/annotations/bob"));
            lab.await(Map.of("", 1.0), () -> Map.of("", counter("bringup_addons_corrected_total")));

            String config = text.substring(0, text.indexOf("---\n"));
            ann.push(
                    DAEMON_SET,
                    text.replace(config + "---\n", "").replace("cni:1.4.2", "cni:1.5.0"),
                    "No configuration");
            lab.await(404, () -> lab.api.get(CONFIG).code());
            assertEquals("cni:1.5.0", image());
        } finally {
            lab.close();
        }
    }

    private String image() throws Exception {
        String image = lab.api.get(CNI).text("/spec/template/spec/containers/0/image");
        return image.substring(image.lastIndexOf('/') + 1);
    }

    private double counter(String name) {
        return lab.text("/metrics")
                .lines()
                .filter(l -> l.startsWith(name + " "))
                .mapToDouble(l -> Double.parseDouble(l.substring(name.length() + 1)))
                .sum();
    }

    private boolean said(String start) {
        return at(start) >= 0;
    }

    private int at(String start) {
        List<String> all = lab.cockpit.board().eventsSince(0).stream().map(Event::text).toList();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }
}
