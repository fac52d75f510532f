package dev.bringup.app;

import dev.bringup.lab.api.LabApi;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Kubernetes;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/// The lab's state repository for a cluster that its own machines make: `examples/lab`, with
/// control planes in it.
final class LabFounding {

    static final String PROFILE = "control-plane";

    /// Three of them outlive one; two would not.
    private static final int PLANES = 3;

    private static final String CLUSTER = "cluster.yaml";
    private static final String TEMPLATE = "templates/worker.yaml.j2";
    private static final String PUBLIC_KEY = "ed25519_public: \"{{ bringup.hostKeyPublic }}\"";
    private static final String WORKERS = "profiles/worker.yaml";

    private LabFounding() {}

    /// With an older Kubernetes than the lab's own, so that there is something to upgrade.
    static SortedMap<String, byte[]> files(int machines, String sealedRoots, KubeVersion version)
            throws IOException {
        SortedMap<String, byte[]> files = files(machines, sealedRoots);
        if (version.equals(LabApi.VERSION)) {
            return files;
        }
        put(files, CLUSTER, CLUSTER, "version: " + LabApi.VERSION, "version: " + version);
        for (String profile : List.of(WORKERS, "profiles/" + PROFILE + ".yaml")) {
            put(files, profile, profile, "image: lab-os-1", "image: " + LabFiles.image(version));
        }
        return files;
    }

    static SortedMap<String, byte[]> files(int machines, String sealedRoots) throws IOException {
        SortedMap<String, byte[]> files = LabRepository.files(machines);
        put(
                files,
                CLUSTER,
                CLUSTER,
                "bootstrap: external",
                "bootstrap: kubeadm\n    endpoint: "
                        + LabCluster.ENDPOINT
                        + "\n    podCidr: 10.244.0.0/16\n    serviceCidr: 10.96.0.0/12");
        put(files, WORKERS, "profiles/" + PROFILE + ".yaml", "worker\n", PROFILE + "\n");
        put(
                files,
                "profiles/" + PROFILE + ".yaml",
                "profiles/" + PROFILE + ".yaml",
                "role: " + PROFILE,
                "role: controlPlane");
        int planes = machines >= PLANES ? PLANES : 1;
        for (int n = 1; n <= planes; n++) {
            String file = "machines/node-" + LabRepository.number(n) + ".yaml";
            put(files, file, file, "profile: worker", "profile: " + PROFILE);
            put(files, file, file, "rack: r1", "rack: r" + n);
        }
        put(
                files,
                TEMPLATE,
                TEMPLATE,
                PUBLIC_KEY,
                PUBLIC_KEY + "\n  ed25519_certificate: \"{{ bringup.hostCertificate }}\"");
        files.put(Kubernetes.ROOTS, LabRepository.bytes(sealedRoots));
        return files;
    }

    private static void put(
            SortedMap<String, byte[]> files, String from, String to, String text, String instead)
            throws IOException {
        String before = LabRepository.text(files, from);
        if (!before.contains(text)) {
            throw new IOException(from + " of the example lacks '" + text + "'");
        }
        files.put(to, LabRepository.bytes(before.replace(text, instead)));
    }
}
