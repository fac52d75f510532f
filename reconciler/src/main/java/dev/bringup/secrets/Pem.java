package dev.bringup.secrets;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/// Keys and certificates as the text that Kubernetes reads.
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final byte[] NEWLINE = {'\n'};

    private Pem() {}

    static String of(Key key) {
        return block(key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY", key.getEncoded());
    }

    static String of(X509Certificate certificate) throws GeneralSecurityException {
        return block("CERTIFICATE", certificate.getEncoded());
    }

    private static String block(String type, byte[] der) {
        String text = Base64.getMimeEncoder(64, NEWLINE).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type);
    }

    static PrivateKey privateKey(String algorithm, String pem) {
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(blocks(pem).getFirst()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of the roots of trust cannot be read", e);
        }
    }

    static List<PublicKey> publicKeys(String algorithm, String pem) {
        List<PublicKey> keys = new ArrayList<>();
        try {
            for (byte[] der : blocks(pem)) {
                keys.add(
                        KeyFactory.getInstance(algorithm)
                                .generatePublic(new X509EncodedKeySpec(der)));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of the roots of trust cannot be read", e);
        }
        return keys;
    }

    /// Of the text as it stands in a file.
    static String digest(String pem) {
        return digest(pem.getBytes(StandardCharsets.US_ASCII));
    }

    static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(blocks(pem).getFirst()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a certificate of the roots of trust cannot be read", e);
        }
    }

    static X500Name subject(X509Certificate certificate) throws GeneralSecurityException {
        return new JcaX509CertificateHolder(certificate).getSubject();
    }

    private static List<byte[]> blocks(String pem) {
        List<byte[]> all = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            all.add(Base64.getMimeDecoder().decode(block.group(2)));
        }
        if (all.isEmpty()) {
            throw new IllegalStateException("a file of the roots of trust holds no PEM");
        }
        return all;
    }

    /// As `kubeadm join --discovery-token-ca-cert-hash` takes it.
    static String keyHash(PublicKey key) {
        return "sha256:" + digest(key.getEncoded());
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
