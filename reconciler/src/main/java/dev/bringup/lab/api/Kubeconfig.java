package dev.bringup.lab.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/// The file that lets any `kubectl` in.
final class Kubeconfig {

    private Kubeconfig() {}

    static Path write(Path file, URI server, String caPem, String token) {
        String ca = Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.US_ASCII));
        SecretFile.write(
                file,
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: lab
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: admin
                  user:
                    token: %s
                contexts:
                - name: lab
                  context:
                    cluster: lab
                    user: admin
                current-context: lab
                """
                        .formatted(server, ca, token));
        return file;
    }
}
