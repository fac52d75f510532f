package dev.bringup.view;

import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinMaterial.Plane;
import dev.bringup.model.JoinMaterial.Restored;
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
    private static final String FULL = " --ignore-preflight-errors=DirAvailable--var-lib-etcd";
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
                    case INIT ->
                            plane.restores().map(JoinScript::restored).orElse("") + init(plane);
                    case JOIN, WORK -> "kubeadm join --config %s%n".formatted(CONFIG);
                });
        return text.toString();
    }

    private static String init(Plane plane) {
        String full = plane.restores().isPresent() ? FULL : "";
        return "kubeadm init --skip-token-print%s --config %s%n".formatted(full, CONFIG);
    }

    /// What was kept, and nothing that was cut off on its way.
    static String checked(Restored restored) {
        return "echo '%s  %s' | sha256sum -c%n".formatted(restored.digest().hex(), EtcdScript.KEPT);
    }

    /// kubeadm's etcd brings its own etcdutl. Clients that saw a later revision than the snapshot
    /// has would take what is newer for older.
    private static String restored(Restored restored) {
        return checked(restored)
                + """
                set -- etcdutl snapshot restore %1$s --data-dir /var/lib/etcd \
                  --name %2$s --initial-cluster %2$s=https://%3$s:2380 \
                  --initial-advertise-peer-urls https://%3$s:2380 \
                  --bump-revision 1000000000 --mark-compacted
                if command -v etcdutl > /dev/null; then
                  "$@"
                else
                  image=$(kubeadm config images list --config %4$s | grep '/etcd:')
                  ctr --namespace k8s.io images pull "$image" > /dev/null
                  ctr --namespace k8s.io run --rm \
                    --mount type=bind,src=/var/lib,dst=/var/lib,options=rbind:rw \
                    "$image" bringup-restore "$@"
                fi
                rm -f %1$s
                """
                        .formatted(EtcdScript.KEPT, restored.member(), restored.address(), CONFIG);
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
