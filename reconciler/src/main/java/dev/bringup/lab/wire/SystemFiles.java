package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.wire.FirstBoot.Lack;
import dev.bringup.model.Marker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a payload puts onto a system, whichever tool reads it: files, and shell text that is run.
record SystemFiles(Map<String, String> files, String shell) {

    private static final String MARKER = "/etc/bringup/machine.json";
    static final String HOST_KEY = "/etc/ssh/ssh_host_ed25519_key";
    private static final String CERTIFICATE = HOST_KEY + "-cert.pub";

    Marker marker() throws Lack {
        String text = files.get(MARKER);
        if (text == null) {
            throw new Lack("writes no " + MARKER);
        }
        try {
            return MarkerJson.read(MarkerJson.parse(text));
        } catch (IOException e) {
            throw new Lack("writes a " + MARKER + " that cannot be read: " + e.getMessage());
        }
    }

    Disk.JoinCall join() throws Lack {
        return JoinCommands.find(shell)
                .orElseThrow(
                        () -> new Lack("has no join call (a curl that sends the nonce to …/join)"));
    }

    /// A host key's certificate, where sshd looks for it.
    static Map<String, String> certified(String line) {
        return Map.of(
                CERTIFICATE,
                line,
                "/etc/ssh/sshd_config.d/certificate.conf",
                "HostCertificate " + CERTIFICATE + "\n");
    }

    /// sshd shows it only where its configuration says so.
    private Optional<String> certificate() {
        String line = "HostCertificate " + CERTIFICATE;
        boolean shown =
                files.entrySet().stream()
                        .anyMatch(file ->
                                file.getKey().startsWith("/etc/ssh/sshd_config")
                                        && file.getValue().contains(line));
        return Optional.ofNullable(files.get(CERTIFICATE)).filter(_ -> shown);
    }

    Disk.Personality personality(
            String hostname, String hostKey, List<String> keys, Optional<String> phoneHome)
            throws Lack {
        if (!hostKey.contains("PRIVATE KEY")) {
            throw new Lack("has an SSH host key that is no private key");
        }
        if (keys.isEmpty()) {
            throw new Lack("authorizes no SSH key");
        }
        return new Disk.Personality(
                hostname,
                hostKey,
                keys,
                marker(),
                join(),
                phoneHome.or(() -> JoinCommands.phoneHome(shell)),
                certificate());
    }
}
