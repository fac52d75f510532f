package dev.bringup.lab.wire;

import dev.bringup.model.Payload;
import java.util.Map;
import java.util.TreeMap;

/// What the machines of a [Site] are configured by: the second by a script.
final class SitePayload {

    private static final String USER_DATA =
            """
            #cloud-config
            hostname: %s
            users:
              - name: ops
                ssh_authorized_keys: ["%%%%bringup.sshKey%%%%"]
            ssh_keys:
              ed25519_private: |
                %%%%bringup.hostKey%%%%
              ed25519_public: "%%%%bringup.hostKeyPublic%%%%"
            write_files:
              - path: /etc/bringup/machine.json
                content: |
                  %%%%bringup.marker%%%%
            phone_home:
              url: "%%%%bringup.phoneHomeUrl%%%%"
            runcmd:
              - |
                curl --fail --silent --retry 20 \\
                  --header 'Content-Type: application/json' --data '{"nonce": "%%%%bringup.nonce%%%%"}' \\
                  --output /run/bringup-join.sh "%%%%bringup.joinUrl%%%%" && sh /run/bringup-join.sh
            """;

    static final String SCRIPT =
            """
            #!/bin/sh
            set -eu
            hostnamectl set-hostname %s
            cat > /etc/ssh/ssh_host_ed25519_key <<'KEY'
            %%%%bringup.hostKey%%%%
            KEY
            cat > /root/.ssh/authorized_keys <<KEYS
            %%%%bringup.sshKey%%%%
            KEYS
            cat > /etc/bringup/machine.json <<'MARKER'
            %%%%bringup.marker%%%%
            MARKER
            curl --fail --silent -X POST %%%%bringup.phoneHomeUrl%%%%
            curl --fail --silent --retry 20 \\
              --header 'Content-Type: application/json' --data '{"nonce": "%%%%bringup.nonce%%%%"}' \\
              --output /run/bringup-join.sh "%%%%bringup.joinUrl%%%%" && sh /run/bringup-join.sh
            """;

    private SitePayload() {}

    static Payload of(int number, String name) {
        return number == 2
                ? new Payload(
                        Payload.Kind.SCRIPT,
                        new TreeMap<>(Map.of("script", SCRIPT.formatted(name))))
                : new Payload(
                        Payload.Kind.CLOUD_INIT,
                        new TreeMap<>(Map.of("user-data", USER_DATA.formatted(name))));
    }
}
