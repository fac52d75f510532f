package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootsTest {

    /// Published among the tests of rops; see SopsTest.
    private static final String KEY =
            "AGE-SECRET-KEY-1EQUCGFZH8UZKSZ0Z5N5T234YRNDT4U9H7QNYXWRRNJYDDVXE6FWSCPGNJ7";

    private static final String OTHER =
            "AGE-SECRET-KEY-1LEAS7Z4T7E8PM3DM8KC4PSAQX7JXRRQL2DQ5H482X0RP3HYP0E4S3K76CJ";

    private static final Instant NOW = Instant.parse("2026-09-01T00:00:00Z");
    private static final Issuer ISSUER = new Issuer(NOW, new SecureRandom());
    private static final Roots ROOTS = ISSUER.make(List.of(Age.recipient(KEY)));

    private static X509Certificate certificate(Roots roots, String name) {
        return Pem.certificate(roots.file(name));
    }

    @Test
    void anIdentityNamesItsRecipientAsAgeDoes() {
        assertEquals(
                "age1se5ghfycr4n8kcwc3qwf234ymvmr2lex2a99wh8gpfx97glwt9hqch4569",
                Age.recipient(KEY));
    }

    @Test
    void theyAreTheFilesOfAControlPlane() {
        assertEquals(
                Set.of(
                        "ca.crt",
                        "ca.key",
                        "etcd/ca.crt",
                        "etcd/ca.key",
                        "front-proxy-ca.crt",
                        "front-proxy-ca.key",
                        "sa.key",
                        "sa.pub",
                        "ssh-host-ca.key",
                        "ssh-host-ca.pub"),
                ROOTS.files().keySet());
        for (String ca : List.of("ca", "etcd/ca", "front-proxy-ca")) {
            X509Certificate certificate = certificate(ROOTS, ca + ".crt");
            assertTrue(certificate.getBasicConstraints() >= 0, ca);
            assertTrue(certificate.getKeyUsage()[5], ca + " may not sign certificates");
        }
        assertEquals(
                "CN=etcd-ca",
                certificate(ROOTS, "etcd/ca.crt").getSubjectX500Principal().getName());
    }

    @Test
    void whatIsSealedOpensForItsRecipientsAlone() {
        String sealed = ROOTS.sealed();

        assertTrue(sealed.startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n"), sealed);
        assertFalse(sealed.contains("PRIVATE"), sealed);
        assertEquals(ROOTS, Roots.open("r", sealed, List.of(OTHER, KEY)));
        assertEquals("no age identity of ours opens r", refused(sealed, OTHER));
        assertEquals(
                "r is encrypted; say with which key to open it: --age-identity FILE",
                refused(sealed));
        assertEquals("no age identity of ours opens r", refused("nonsense", KEY));
        String foreign = Age.encrypt("# file: ca.crt\n", ROOTS.recipients());
        assertEquals("r lacks the cluster CA; it was not made by us", refused(foreign, KEY));
        assertEquals(
                "Roots[ca.crt, ca.key, etcd/ca.crt, etcd/ca.key, front-proxy-ca.crt,"
                        + " front-proxy-ca.key, sa.key, sa.pub, ssh-host-ca.key, ssh-host-ca.pub]",
                ROOTS.toString());
    }

    private static String refused(String sealed, String... keys) {
        return assertThrows(
                        IllegalStateException.class, () -> Roots.open("r", sealed, List.of(keys)))
                .getMessage();
    }

    @Test
    void anybodyElseThanARecipientIsNamed() {
        String said =
                assertThrows(
                                IllegalStateException.class,
                                () -> ROOTS.to(List.of("ssh-ed25519 AAAA")).sealed())
                        .getMessage();
        assertEquals("'ssh-ed25519 AAAA' is not an age recipient; one starts with age1", said);
    }

    @Test
    void renewedCertificatesAreForTheSameKeys() throws GeneralSecurityException {
        Issuer.Client before = ISSUER.client(ROOTS, "ops", "admins", Duration.ofHours(1));
        Roots after = new Issuer(NOW.plus(Duration.ofDays(365)), new SecureRandom()).renew(ROOTS);

        assertEquals(ROOTS.discoveryHash(), after.discoveryHash());
        assertEquals(ROOTS.file("ca.key"), after.file("ca.key"));
        Pem.certificate(before.certificate()).verify(certificate(after, "ca.crt").getPublicKey());
        assertEquals(
                Date.from(NOW.plus(Duration.ofDays(365 + 3650))),
                certificate(after, "ca.crt").getNotAfter());
    }

    @Test
    void aKeyOfServiceAccountsIsAcceptedBeforeItSigns() throws GeneralSecurityException {
        List<String> before = RootsView.of(ROOTS).serviceAccounts();
        Roots first = ISSUER.rotateServiceAccounts(ROOTS);
        Roots second = ISSUER.rotateServiceAccounts(first);

        assertEquals(1, before.size());
        assertEquals(ROOTS.file("sa.key"), first.file("sa.key"));
        assertTrue(RootsView.of(first).nextAccepted());
        List<String> accepted = RootsView.of(first).serviceAccounts();
        assertEquals(before.getFirst(), accepted.getFirst());
        assertFalse(RootsView.of(second).nextAccepted());
        assertEquals(accepted.reversed(), RootsView.of(second).serviceAccounts());
        assertTrue(signs(second), "the signing key stands first");
    }

    private static boolean signs(Roots roots) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(Pem.privateKey("RSA", roots.file("sa.key")));
        byte[] signed = signature.sign();
        signature.initVerify(Pem.publicKeys("RSA", roots.file("sa.pub")).getFirst());
        return signature.verify(signed);
    }

    @Test
    void aClientIsWhoItIsCalledAndNeverOutlivesItsAuthority() throws GeneralSecurityException {
        Issuer.Client client =
                ISSUER.client(ROOTS, "alice", "kubeadm:cluster-admins", Duration.ofHours(8));
        X509Certificate certificate = Pem.certificate(client.certificate());

        assertEquals(
                "CN=alice,O=kubeadm:cluster-admins",
                certificate.getSubjectX500Principal().getName());
        assertEquals(Date.from(NOW.plus(Duration.ofHours(8))), certificate.getNotAfter());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), certificate.getExtendedKeyUsage());
        assertEquals(-1, certificate.getBasicConstraints());
        certificate.verify(certificate(ROOTS, "ca.crt").getPublicKey());
        assertEquals("Client[until 2026-09-01T08:00:00Z]", client.toString());

        Issuer.Client greedy = ISSUER.client(ROOTS, "a", "b", Duration.ofDays(9999));
        assertEquals(NOW.plus(Duration.ofDays(3650)), greedy.until());
    }
}
