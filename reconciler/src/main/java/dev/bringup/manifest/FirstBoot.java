package dev.bringup.manifest;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Image;
import dev.bringup.model.MachineId;
import dev.bringup.model.Payload.Placeholder;
import java.util.ArrayList;
import java.util.List;

/// The script that makes a machine of the cluster of what a distribution's installer left on its
/// disk. Other payloads say this themselves; a kickstart or preseed file has no words for it.
final class FirstBoot {

    private FirstBoot() {}

    static String script(ClusterSpec cluster, MachineId machine, Image image) {
        String user = cluster.ssh().user();
        List<String> keys = new ArrayList<>(List.of(Placeholder.SSH_KEY.text()));
        keys.addAll(cluster.ssh().authorizedKeys());
        return """
        #!/bin/sh
        # Tried again until all of it ends well.
        set -eu
        hostnamectl set-hostname %s
        """
                        .formatted(machine)
                + file("/etc/bringup/machine.json", Placeholder.MARKER.text())
                + "umask 077\n"
                + file("/etc/ssh/ssh_host_ed25519_key", Placeholder.HOST_KEY.text())
                + file("/etc/ssh/ssh_host_ed25519_key.pub", Placeholder.HOST_KEY_PUBLIC.text())
                + file("/etc/bringup/authorized_keys", String.join("\n", keys))
                + """
                id %1$s > /dev/null 2>&1 || useradd --create-home --shell /bin/sh %1$s
                home=$(getent passwd %1$s | cut -d : -f 6)
                install -d -m 700 -o %1$s "$home/.ssh"
                install -m 600 -o %1$s /etc/bringup/authorized_keys "$home/.ssh/authorized_keys"
                mkdir -p /etc/sudoers.d
                echo '%1$s ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/bringup
                ! command -v restorecon > /dev/null || restorecon -RF "$home/.ssh" /etc/ssh
                systemctl try-restart ssh.service sshd.service || true
                """
                        .formatted(user)
                + asked("--data ''", Placeholder.PHONE_HOME_URL)
                + "\n"
                + (image.bundles().isEmpty() ? "" : run("bundles", "", Placeholder.BUNDLES_URL))
                + run(
                        "bringup-join",
                        "--header 'Content-Type: application/json' --data '{\"nonce\": \"%s\"}' "
                                .formatted(Placeholder.NONCE.text()),
                        Placeholder.JOIN_URL);
    }

    private static String run(String name, String options, Placeholder url) {
        String script = "/run/" + name + ".sh";
        return asked(options + "--output " + script, url) + " && sh " + script + "\n";
    }

    /// The network may come up later than the system does.
    private static String asked(String options, Placeholder url) {
        return """
        curl --fail --silent --show-error --retry 20 --retry-delay 3 --retry-all-errors \\
          %s "%s\"\
        """
                .formatted(options, url.text());
    }

    private static String file(String path, String content) {
        return "mkdir -p %s%ncat > %s <<'BRINGUP'%n%s%nBRINGUP%n"
                .formatted(path.substring(0, path.lastIndexOf('/')), path, content);
    }
}
