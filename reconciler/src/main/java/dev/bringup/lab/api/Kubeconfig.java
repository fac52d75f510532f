package dev.bringup.lab.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/// The file that lets any `kubectl` in.
final class Kubeconfig {

    private Kubeconfig() {}

    /// With the admin's token.
    static Path write(Path file, URI server, String caPem, String token) {
        return write(file, server, caPem, List.of("token: " + token));
    }

    /// With the admin's certificate.
    static Path write(Path file, URI server, String caPem, Credential admin) {
        return write(
                file,
                server,
                caPem,
                List.of(
                        "client-certificate-data: " + base64(admin.certificatePem()),
                        "client-key-data: " + base64(admin.keyPem())));
    }

    /// For who is nobody yet: where the API is, and by which CA.
    static String info(URI server, String caPem) {
        return """
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: %s
            server: %s
          name: ""
        contexts: null
        current-context: ""
        kind: Config
        preferences: {}
        users: null
        """
                .formatted(base64(caPem), server);
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static Path write(Path file, URI server, String caPem, List<String> user) {
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
                    %s
                contexts:
                - name: lab
                  context:
                    cluster: lab
                    user: admin
                current-context: lab
                """
                        .formatted(server, base64(caPem), String.join("\n" + " ".repeat(4), user)));
        return file;
    }
}
