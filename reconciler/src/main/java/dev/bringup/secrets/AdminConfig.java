package dev.bringup.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A kubeconfig whose user is a certificate.
public final class AdminConfig {

    private AdminConfig() {}

    public static String text(Roots roots, String cluster, String endpoint, Issuer.Client client) {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: %1$s
          cluster:
            server: https://%2$s
            certificate-authority-data: %3$s
        users:
        - name: %1$s-admin
          user:
            client-certificate-data: %4$s
            client-key-data: %5$s
        contexts:
        - name: %1$s
          context:
            cluster: %1$s
            user: %1$s-admin
        current-context: %1$s
        """
                .formatted(
                        cluster,
                        endpoint,
                        base64(roots.file(Roots.Authority.CLUSTER.certificate())),
                        base64(client.certificate()),
                        base64(client.key()));
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
