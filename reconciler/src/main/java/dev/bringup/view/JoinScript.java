package dev.bringup.view;

import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Plane;
import dev.bringup.model.MachineId;
import java.util.Map;

/// The shell script with which a machine joins a cluster, or makes it: the same over HTTP and over
/// SSH. It holds secrets, and leaves none behind but those that are needed there.
public final class JoinScript {

    /// What it holds is not left lying about.
    static final String HEAD =
            """
            #!/bin/sh
            set -eu
            umask 077
            case "$0" in /*) rm -f "$0" ;; esac
            """;

    private static final String PKI = "/etc/kubernetes/pki/";
    private static final String CONFIG = "/run/bringup-kubeadm.yaml";

    private JoinScript() {}

    public static String of(MachineId machine, JoinMaterial material) {
        return material.plane().map(JoinScript::told).orElseGet(() -> worker(machine, material));
    }

    private static String told(Plane plane) {
        return switch (plane.tool()) {
            case KUBEADM -> plane(plane);
            case K3S -> K3sScript.of(plane);
        };
    }

    /// What is left of an earlier membership keeps kubeadm from joining. Who is told to join has no
    /// Node, so nothing that it runs is missed.
    private static String worker(MachineId machine, JoinMaterial material) {
        return """
        #!/bin/sh
        set -eu
        [ ! -e /etc/kubernetes/kubelet.conf ] || kubeadm reset --force
        kubeadm join %s --token %s --discovery-token-ca-cert-hash %s --node-name %s
        """
                .formatted(material.endpoint(), material.token(), hash(material), machine);
    }

    private static String hash(JoinMaterial material) {
        String hash = material.caCertificateHash();
        return hash.startsWith("sha256:") ? hash : "sha256:" + hash;
    }

    private static String plane(Plane plane) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append(unless("/var/lib/etcd/member"));
        text.append("mkdir -p %setcd%n".formatted(PKI));
        for (Map.Entry<String, String> file : plane.files().entrySet()) {
            text.append(file(PKI + file.getKey(), file.getValue()));
        }
        text.append(file(CONFIG, plane.config()));
        text.append("trap 'rm -f %s' EXIT%n".formatted(CONFIG));
        text.append(
                switch (plane.way()) {
                    case INIT -> "kubeadm init --skip-token-print --config %s%n".formatted(CONFIG);
                    case JOIN, WORK -> "kubeadm join --config %s%n".formatted(CONFIG);
                });
        return text.toString();
    }

    /// Where etcd has its data already, nothing is made and nothing is joined: what stands there
    /// may be all that there is of a cluster.
    static String unless(String data) {
        return """
        if [ -e %s ]; then
          echo 'there is an etcd on this machine already; it is left as it is' >&2
          exit 0
        fi
        """
                .formatted(data);
    }

    static String file(String path, String content) {
        return "cat > %s <<'BRINGUP'%n%sBRINGUP%n".formatted(path, content);
    }
}
