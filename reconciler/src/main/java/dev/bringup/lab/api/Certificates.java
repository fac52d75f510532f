package dev.bringup.lab.api;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/// Makes certificates. Apart from [Authority], so that only a first start pays for the library.
final class Certificates {

    private static final String NAME = "CN=bringup-lab";
    private static final Duration SKEW = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(3650);

    private Certificates() {}

    static Credential authority(Instant now, SecureRandom random) {
        try {
            KeyPair pair = keyPair(random);
            X509v3CertificateBuilder builder =
                    builder(new X500Name(NAME), new X500Name(NAME), pair.getPublic(), now, random);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            return signed(builder, pair.getPrivate(), pair.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For this address, and for the names a tunnel or a browser would use.
    static Credential server(Credential ca, InetAddress address, Instant now, SecureRandom random) {
        GeneralNames names =
                new GeneralNames(
                        new GeneralName[] {
                            new GeneralName(GeneralName.iPAddress, address.getHostAddress()),
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                            new GeneralName(GeneralName.dNSName, "localhost")
                        });
        try {
            KeyPair pair = keyPair(random);
            X509v3CertificateBuilder builder =
                    builder(
                            subject(ca),
                            new X500Name("CN=kube-apiserver"),
                            pair.getPublic(),
                            now,
                            random);
            builder.addExtension(Extension.subjectAlternativeName, false, names);
            return signed(builder, ca.key(), pair.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// By which a user of the API is known: the name, and the group that gives it a role.
    static Credential client(
            Credential ca, String name, String group, Instant now, SecureRandom random) {
        X500Name subject =
                new X500NameBuilder().addRDN(BCStyle.O, group).addRDN(BCStyle.CN, name).build();
        try {
            KeyPair pair = keyPair(random);
            X509v3CertificateBuilder builder =
                    builder(subject(ca), subject, pair.getPublic(), now, random);
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            return signed(builder, ca.key(), pair.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Who is sure of whom by a certificate.
    enum For {
        CLIENTS,
        SERVERS
    }

    /// What a request asks for, names and key, for that purpose alone.
    static String signed(Credential ca, String pem, For purpose, Instant now, SecureRandom random) {
        try {
            JcaPKCS10CertificationRequest request =
                    new JcaPKCS10CertificationRequest(
                            Base64.getMimeDecoder()
                                    .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip()));
            X509v3CertificateBuilder builder =
                    builder(subject(ca), request.getSubject(), request.getPublicKey(), now, random);
            Extensions asked = request.getRequestedExtensions();
            Extension names =
                    asked == null ? null : asked.getExtension(Extension.subjectAlternativeName);
            if (names != null) {
                builder.addExtension(names);
            }
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(
                            switch (purpose) {
                                case CLIENTS -> KeyPurposeId.id_kp_clientAuth;
                                case SERVERS -> KeyPurposeId.id_kp_serverAuth;
                            }));
            return signed(builder, ca.key(), ca.key()).certificatePem();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("the request cannot be signed", e);
        }
    }

    private static X500Name subject(Credential ca) {
        return X500Name.getInstance(ca.certificate().getSubjectX500Principal().getEncoded());
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256, random);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, SecureRandom random) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(63, random).add(BigInteger.ONE),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(LIFE)),
                subject,
                key);
    }

    private static Credential signed(
            X509v3CertificateBuilder builder, PrivateKey issuer, PrivateKey own)
            throws GeneralSecurityException, OperatorCreationException {
        return new Credential(
                new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(issuer))),
                own);
    }
}
