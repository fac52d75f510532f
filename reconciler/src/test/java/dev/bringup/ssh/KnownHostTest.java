package dev.bringup.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import dev.bringup.secrets.SshKey;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownHostTest {

    private static final SshKey HOST = key(1);
    private static final SshKey AUTHORITY = key(2);
    private static final SshKey STRANGER = key(3);

    private static SshKey key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return SshKey.of(bytes, "key-" + seed);
    }

    private static PublicKey certificate(SshKey by, long type, List<String> names) {
        return Certificate.<PublicKey>getBuilder()
                .publicKey(HOST.publicKey())
                .serial(BigInteger.ONE)
                .type(type)
                .id("host")
                .validPrincipals(names)
                .validAfter(new Date(0))
                .validBefore(new Date(Long.MAX_VALUE))
                .critOptions(Map.of())
                .extensions(Map.of())
                .signatureKey(Base64.getDecoder().decode(by.publicText().split(" ")[1]))
                .signature(new byte[0])
                .nonce(new byte[0])
                .build();
    }

    private static boolean takes(HostTrust trust, PublicKey key) {
        return new KnownHost(trust).verify("10.0.0.1", 22, key);
    }

    private static HostTrust signedBy(SshKey authority) {
        return new HostTrust(Optional.empty(), List.of(authority.publicText()));
    }

    @Test
    void theOneKeyIsTakenBareAndInACertificate() {
        HostTrust pinned = new HostTrust(HOST.publicText());
        assertTrue(takes(pinned, HOST.publicKey()));
        assertTrue(takes(pinned, certificate(STRANGER, 2, List.of("10.0.0.1"))));
        assertFalse(takes(pinned, STRANGER.publicKey()));
    }

    @Test
    void aCertificateOfAHostFromAnAuthorityIsTaken() {
        List<String> names = List.of("10.0.0.1");
        assertTrue(takes(signedBy(AUTHORITY), certificate(AUTHORITY, 2, names)));
        assertFalse(takes(signedBy(AUTHORITY), certificate(STRANGER, 2, names)));
        assertFalse(takes(signedBy(AUTHORITY), certificate(AUTHORITY, 1, names)), "a user's");
        assertFalse(takes(signedBy(AUTHORITY), certificate(AUTHORITY, 2, List.of())));
        assertFalse(takes(signedBy(AUTHORITY), AUTHORITY.publicKey()));
    }

    /// The key of an installation before this one may be on a disk that somebody else has.
    @Test
    void aCertificateOfOursIsGoodForTheInstallationThatItNames() {
        PublicKey shown = certificate(AUTHORITY, 2, List.of("10.0.0.1"));
        assertTrue(takesOurs(AUTHORITY, "host", shown));
        assertFalse(takesOurs(AUTHORITY, "host-before", shown));
        assertFalse(takesOurs(STRANGER, "host", shown));
        assertFalse(takesOurs(AUTHORITY, "host", HOST.publicKey()));
        assertEquals(Optional.empty(), KnownHost.certified(signedBy(AUTHORITY)));
    }

    private static boolean takesOurs(SshKey authority, String id, PublicKey key) {
        HostTrust.OfOurs ours = new HostTrust.OfOurs(List.of(authority.publicText()), id);
        HostTrust trust =
                new HostTrust(Optional.of(STRANGER.publicText()), List.of(), Optional.of(ours));
        assertFalse(takes(trust, key), "asked for its key");
        return KnownHost.certified(trust).orElseThrow().verify("10.0.0.1", 22, key);
    }

    @Test
    void whatWasExpectedAndOfferedIsToldAsFingerprints() {
        KnownHost host =
                new KnownHost(
                        new HostTrust(
                                Optional.of(HOST.publicText()), List.of(AUTHORITY.publicText())));
        assertFalse(host.verify("10.0.0.1", 22, STRANGER.publicKey()));
        assertTrue(host.offered().orElseThrow().startsWith("SHA256:"));
        assertTrue(
                host.expected()
                        .endsWith(" or one that the cluster's hostAuthorities signed for it"),
                host.expected());
        assertEquals(
                "one that the cluster's hostAuthorities signed for it",
                new KnownHost(signedBy(AUTHORITY)).expected());
    }

    @Test
    void certificatesAreAskedForOnlyWhereOneMayDo() {
        assertEquals(
                List.of("ssh-ed25519"),
                new KnownHost(new HostTrust(HOST.publicText())).findExistingAlgorithms("h", 22));
        assertTrue(
                new KnownHost(signedBy(AUTHORITY))
                        .findExistingAlgorithms("h", 22)
                        .contains("ssh-ed25519-cert-v01@openssh.com"));
    }

    @Test
    void whatIsNoKeyIsSaid() {
        assertEquals(
                "'nonsense' is not an OpenSSH public key",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new KnownHost(new HostTrust("nonsense")))
                        .getMessage());
    }
}
