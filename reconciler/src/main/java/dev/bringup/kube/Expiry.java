package dev.bringup.kube;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// When the certificates of a kubeconfig run out: ours, and the one that the API is known by.
final class Expiry {

    static final String CLIENT = "kubernetes-client";
    static final String AUTHORITY = "kubernetes-ca";

    private Expiry() {}

    static Map<String, Instant> of(Config config) {
        Map<String, Instant> all = new TreeMap<>();
        end(config.getClientCertData(), config.getClientCertFile())
                .ifPresent(at -> all.put(CLIENT, at));
        end(config.getCaCertData(), config.getCaCertFile()).ifPresent(at -> all.put(AUTHORITY, at));
        return all;
    }

    /// Of several the first to run out. What cannot be read is told by whoever connects with it.
    private static Optional<Instant> end(@Nullable String data, @Nullable String file) {
        try {
            byte[] pem =
                    data != null
                            ? pem(data)
                            : file != null ? Files.readAllBytes(Path.of(file)) : new byte[0];
            Collection<?> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem));
            return found.stream()
                    .map(certificate -> ((X509Certificate) certificate).getNotAfter().toInstant())
                    .min(Instant::compareTo);
        } catch (CertificateException | IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] pem(String data) {
        return data.startsWith("-----")
                ? data.getBytes(StandardCharsets.US_ASCII)
                : Base64.getMimeDecoder().decode(data);
    }
}
