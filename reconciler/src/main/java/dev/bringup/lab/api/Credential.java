package dev.bringup.lab.api;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// A certificate with its private key, and both as PEM.
record Credential(X509Certificate certificate, PrivateKey key) {

    private static final String START = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    static Credential parse(String pem) {
        int from = pem.indexOf(START);
        int to = pem.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalStateException("no private key in the PEM file");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + START.length(), to));
            PrivateKey key =
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            byte[] rest =
                    pem.substring(to + END.length()).strip().getBytes(StandardCharsets.US_ASCII);
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(rest));
            return new Credential(certificate, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a PEM file of the lab cannot be read", e);
        }
    }

    String pem() {
        return keyPem() + certificatePem();
    }

    String keyPem() {
        return block("PRIVATE KEY", key.getEncoded());
    }

    String certificatePem() {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String block(String type, byte[] der) {
        byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
        String text = Base64.getMimeEncoder(64, newline).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type);
    }
}
