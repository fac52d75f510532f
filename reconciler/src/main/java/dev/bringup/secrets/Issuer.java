package dev.bringup.secrets;

import dev.bringup.secrets.Roots.Authority;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes roots of trust, and certificates from them.
public final class Issuer {

    private static final Duration LIFE = Duration.ofDays(3650);

    /// Clocks of machines that were just installed are not always right.
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int RSA_BITS = 2048;

    /// Of an Ed25519 key.
    private static final int SEED = 32;

    private final Instant now;
    private final SecureRandom random;

    public Issuer(Instant now, SecureRandom random) {
        this.now = now;
        this.random = random;
    }

    /// All of them, new.
    public Roots make(List<String> recipients) {
        SortedMap<String, String> files = new TreeMap<>();
        for (Authority authority : Authority.values()) {
            KeyPair pair = elliptic();
            files.put(authority.key(), Pem.of(pair.getPrivate()));
            files.put(authority.certificate(), authority(authority, pair));
        }
        KeyPair signing = rsa();
        files.put("sa.key", Pem.of(signing.getPrivate()));
        files.put("sa.pub", Pem.of(signing.getPublic()));
        files.putAll(hostAuthority(List.of()));
        return new Roots(files, recipients);
    }

    /// Another key signs the host keys of what is installed from now on. What the one before signed
    /// is taken as well: machines show it until they are installed anew.
    public Roots rotateHostAuthority(Roots roots) {
        SortedMap<String, String> files = new TreeMap<>(roots.files());
        files.putAll(
                hostAuthority(
                        HostAuthority.of(roots).stream()
                                .map(before -> before.trusted().getFirst())
                                .toList()));
        return new Roots(files, roots.recipients());
    }

    private Map<String, String> hostAuthority(List<String> before) {
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        SshKey key = SshKey.of(seed, "bringup-host-ca");
        List<String> trusted = new ArrayList<>(List.of(key.publicText()));
        trusted.addAll(before);
        return Map.of(
                HostAuthority.KEY,
                key.privateText(),
                HostAuthority.PUBLIC,
                String.join("\n", trusted) + "\n");
    }

    /// The same keys under new certificates: all that they signed stays good, and machines know the
    /// cluster by its key.
    public Roots renew(Roots roots) {
        SortedMap<String, String> files = new TreeMap<>(roots.files());
        for (Authority authority : Authority.values()) {
            files.put(authority.certificate(), authority(authority, pair(roots, authority)));
        }
        return new Roots(files, roots.recipients());
    }

    /// In two steps, because a control plane that does not know a key yet refuses what is signed by
    /// it: first the next key is accepted beside the one that signs, then it signs.
    public Roots rotateServiceAccounts(Roots roots) {
        SortedMap<String, String> files = new TreeMap<>(roots.files());
        String signing = publicHalf(roots.file("sa.key"));
        Optional<String> next = Optional.ofNullable(files.remove(Roots.NEXT_KEY));
        if (next.isPresent()) {
            files.put("sa.key", next.get());
            files.put("sa.pub", publicHalf(next.get()) + signing);
        } else {
            KeyPair fresh = rsa();
            files.put(Roots.NEXT_KEY, Pem.of(fresh.getPrivate()));
            files.put("sa.pub", signing + Pem.of(fresh.getPublic()));
        }
        return new Roots(files, roots.recipients());
    }

    private static KeyPair pair(Roots roots, Authority authority) {
        return new KeyPair(
                Pem.certificate(roots.file(authority.certificate())).getPublicKey(),
                Pem.privateKey("EC", roots.file(authority.key())));
    }

    private static String publicHalf(String rsa) {
        if (!(Pem.privateKey("RSA", rsa) instanceof RSAPrivateCrtKey key)) {
            throw new IllegalStateException("the key of service accounts is not an RSA key");
        }
        try {
            return Pem.of(
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            key.getModulus(), key.getPublicExponent())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /// A certificate with which somebody is known to the cluster's API, and its key.
    public record Client(String certificate, String key, Instant until) {
        /// The key stays secret.
        @Override
        public String toString() {
            return "Client[until " + until + "]";
        }
    }

    /// Never longer than its authority.
    public Client client(Roots roots, String name, String group, Duration goodFor) {
        KeyPair issuer = pair(roots, Authority.CLUSTER);
        X509Certificate ca = Pem.certificate(roots.file(Authority.CLUSTER.certificate()));
        Instant asked = now.plus(goodFor).truncatedTo(ChronoUnit.SECONDS);
        Instant end = ca.getNotAfter().toInstant();
        Instant until = asked.isBefore(end) ? asked : end;
        KeyPair own = elliptic();
        X500Name subject =
                new X500NameBuilder().addRDN(BCStyle.O, group).addRDN(BCStyle.CN, name).build();
        try {
            X509v3CertificateBuilder builder =
                    builder(Pem.subject(ca), subject, own.getPublic(), until);
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublic()));
            return new Client(signed(builder, issuer), Pem.of(own.getPrivate()), until);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a client's certificate", e);
        }
    }

    private String authority(Authority authority, KeyPair pair) {
        X500Name name = new X500Name("CN=" + authority.commonName());
        try {
            X509v3CertificateBuilder builder =
                    builder(name, name, pair.getPublic(), now.plus(LIFE));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(
                            KeyUsage.keyCertSign
                                    | KeyUsage.digitalSignature
                                    | KeyUsage.keyEncipherment));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return signed(builder, pair);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a certificate authority", e);
        }
    }

    private X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant until) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(63, random).add(BigInteger.ONE),
                Date.from(now.minus(SKEW)),
                Date.from(until),
                subject,
                key);
    }

    private static String signed(X509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException {
        try {
            return Pem.of(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder("SHA256withECDSA")
                                                    .build(issuer.getPrivate()))));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private KeyPair elliptic() {
        return pair("EC", 256);
    }

    /// What signs tokens is read by more than Kubernetes, and all of them know RSA.
    private KeyPair rsa() {
        return pair("RSA", RSA_BITS);
    }

    private KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
