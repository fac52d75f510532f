package dev.bringup.kube;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;

/// Where machines find the API, and the digest of the CA's public key by which they know it.
record Endpoint(String address, String caHash) {

    /// Both from a kubeconfig.
    static Endpoint of(Config config) throws IOException {
        URI server = URI.create(config.getMasterUrl());
        int port = server.getPort() > 0 ? server.getPort() : 443;
        return new Endpoint(server.getHost() + ":" + port, hash(config));
    }

    private static String hash(Config config) throws IOException {
        try (InputStream pem = certificate(config)) {
            byte[] key =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(pem)
                            .getPublicKey()
                            .getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IOException("the kubeconfig's certificate authority cannot be read", e);
        }
    }

    private static InputStream certificate(Config config) throws IOException {
        if (config.getCaCertFile() != null) {
            return Files.newInputStream(Path.of(config.getCaCertFile()));
        }
        if (config.getCaCertData() == null) {
            throw new IOException(
                    "the kubeconfig names no certificate authority, so machines could not tell the"
                            + " cluster from an impostor");
        }
        String data = config.getCaCertData();
        return new ByteArrayInputStream(
                data.startsWith("-----")
                        ? data.getBytes(StandardCharsets.US_ASCII)
                        : Base64.getDecoder().decode(data));
    }
}
