package dev.bringup.lab.wire;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificate that all BMCs of all labs show, as those of a careless maker do: it signed
/// itself, and its digest can stand in the lab's state repository. Its key is no secret.
final class BmcCertificate {

    private static final byte[] SEED = HexFormat.of().parseHex("1ab0" + "00".repeat(28) + "beef");

    private BmcCertificate() {}

    static SslContext context() {
        try {
            return SslContextBuilder.forServer(key(), certificate()).build();
        } catch (IOException e) {
            throw new IllegalStateException("the certificate of the lab's BMCs is no good", e);
        }
    }

    private static PrivateKey key() {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, SEED));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /// Ed25519 signs the same text always in the same way.
    static X509Certificate certificate() {
        X500Name name = new X500Name("CN=bringup lab BMC");
        try {
            SubjectPublicKeyInfo own =
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                            new Ed25519PrivateKeyParameters(SEED, 0).generatePublicKey());
            X509v3CertificateBuilder builder =
                    new X509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                            Date.from(Instant.parse("2126-01-01T00:00:00Z")),
                            name,
                            own);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("Ed25519").build(key())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As `tls.fingerprint` has it.
    static String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
