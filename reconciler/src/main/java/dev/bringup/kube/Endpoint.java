package dev.bringup.kube;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;

/// Where machines find the API, and by what they know it.
///
/// @param caHash the digest of the CA's public key
/// @param fileHash that of its certificate as it lies in a file
record Endpoint(String address, String caHash, String fileHash) {

    /// Both from a kubeconfig.
    static Endpoint of(Config config) throws IOException {
        URI server = URI.create(config.getMasterUrl());
        int port = server.getPort() > 0 ? server.getPort() : 443;
        byte[] pem = certificate(config);
        try {
            byte[] key =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(pem))
                            .getPublicKey()
                            .getEncoded();
            return new Endpoint(
                    server.getHost() + ":" + port, "sha256:" + digest(key), digest(pem));
        } catch (GeneralSecurityException e) {
            throw new IOException("the kubeconfig's certificate authority cannot be read", e);
        }
    }

    private static String digest(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] certificate(Config config) throws IOException {
        if (config.getCaCertFile() != null) {
            return Files.readAllBytes(Path.of(config.getCaCertFile()));
        }
        if (config.getCaCertData() == null) {
            throw new IOException(
                    "the kubeconfig names no certificate authority, so machines could not tell the"
                            + " cluster from an impostor");
        }
        String data = config.getCaCertData();
        return data.startsWith("-----")
                ? data.getBytes(StandardCharsets.US_ASCII)
                : Base64.getDecoder().decode(data);
    }
}
