package dev.bringup.view;

import dev.bringup.model.JoinMaterial.Plane;
import dev.bringup.model.JoinMaterial.Restored;
import dev.bringup.model.JoinMaterial.Way;
import java.util.Map;

/// The shell script with which k3s makes a cluster or joins one. It goes on as a service, and finds
/// what it was told at each of its starts.
final class K3sScript {

    private static final String TLS = "/var/lib/rancher/k3s/server/tls/";
    private static final String CONFIG = "/etc/rancher/k3s/config.yaml.d/";

    /// Whoever installed k3s into the image may have brought a unit; then that one it is.
    private static final String UNIT =
            """
            if ! systemctl cat %1$s > /dev/null 2>&1; then
              k3s=$(command -v k3s)
              cat > /etc/systemd/system/%1$s <<UNIT
            [Unit]
            Description=Kubernetes (k3s %2$s)
            Wants=network-online.target
            After=network-online.target

            [Service]
            Type=%3$s
            ExecStartPre=-/sbin/modprobe br_netfilter
            ExecStartPre=-/sbin/modprobe overlay
            ExecStart=$k3s %2$s
            KillMode=process
            Delegate=yes
            LimitNOFILE=1048576
            LimitNPROC=infinity
            LimitCORE=infinity
            TasksMax=infinity
            TimeoutStartSec=0
            Restart=always
            RestartSec=5s

            [Install]
            WantedBy=multi-user.target
            UNIT
              chmod 644 /etc/systemd/system/%1$s
              systemctl daemon-reload
            fi
            systemctl enable %1$s
            systemctl restart %4$s%1$s
            """;

    private K3sScript() {}

    static String of(Plane plane) {
        boolean agent = plane.way() == Way.WORK;
        StringBuilder text = new StringBuilder(JoinScript.HEAD);
        if (!agent) {
            text.append(JoinScript.unless("/var/lib/rancher/k3s/server/db/etcd"));
        }
        if (!plane.files().isEmpty()) {
            text.append("mkdir -p %setcd%n".formatted(TLS));
        }
        for (Map.Entry<String, String> file : plane.files().entrySet()) {
            text.append(JoinScript.file(TLS + file.getKey(), file.getValue()));
        }
        text.append("mkdir -p %s%n".formatted(CONFIG));
        text.append(JoinScript.file(CONFIG + "bringup.yaml", plane.config()));
        text.append(plane.restores().map(K3sScript::restored).orElse(""));
        // A server says when its API answers; an agent has nothing to say.
        text.append(
                agent
                        ? UNIT.formatted("k3s-agent.service", "agent", "exec", "")
                        : UNIT.formatted(
                                "k3s.service",
                                "server",
                                "notify",
                                plane.restores().isPresent() ? "--no-block " : ""));
        text.append(plane.restores().map(K3sScript::welcomed).orElse(""));
        return text.toString();
    }

    /// It ends when the snapshot is in place, and is started without this after that.
    private static String restored(Restored restored) {
        return JoinScript.checked(restored)
                + "k3s server --cluster-reset --cluster-reset-restore-path=%1$s%nrm -f %1$s%n"
                        .formatted(EtcdScript.KEPT);
    }

    /// The snapshot remembers the password of the installation before, by which k3s knows a node.
    private static String welcomed(Restored restored) {
        return """
        tries=0
        until k3s kubectl --namespace kube-system delete secret %s.node-password.k3s \
            --ignore-not-found; do
          tries=$((tries + 1))
          [ $tries -lt 60 ] || { echo 'the API of k3s does not answer' >&2; exit 75; }
          sleep 5
        done
        """
                .formatted(restored.member());
    }
}
