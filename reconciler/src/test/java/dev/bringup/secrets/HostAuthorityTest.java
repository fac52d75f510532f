package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.Test;

class HostAuthorityTest {

    private static final String KEY =
            "AGE-SECRET-KEY-1EQUCGFZH8UZKSZ0Z5N5T234YRNDT4U9H7QNYXWRRNJYDDVXE6FWSCPGNJ7";
    private static final Instant NOW = Instant.parse("2026-09-01T10:11:12Z");
    private static final Issuer ISSUER = new Issuer(NOW, new SecureRandom());
    private static final Roots ROOTS = ISSUER.make(List.of(Age.recipient(KEY)));
    private static final SshKey HOST = SshKey.of(new byte[32], "host");

    private static HostAuthority.Host host(String attempt) {
        return new HostAuthority.Host(
                new MachineId("node-01"),
                new AttemptId(attempt),
                List.of("node-01", "node-01.lab.example", "10.0.0.1"));
    }

    private static HostAuthority of(Roots roots) {
        return HostAuthority.of(roots).orElseThrow();
    }

    @Test
    void anotherProgramReadsWhatIsSigned() throws Exception {
        String line = of(ROOTS).certificate(HOST, host("a1"), NOW);
        OpenSshCertificate read =
                (OpenSshCertificate)
                        PublicKeyEntry.parsePublicKeyEntry(line).resolvePublicKey(null, null, null);
        assertEquals(OpenSshCertificate.Type.HOST, read.getType());
        assertEquals("node-01/a1", read.getId());
        assertEquals(
                List.of("node-01", "node-01.lab.example", "10.0.0.1"),
                List.copyOf(read.getPrincipals()));
        assertEquals(HOST.publicKey(), read.getCertPubKey());
        assertEquals(of(ROOTS).signing().publicKey(), read.getCaPubKey());
        assertEquals(
                Instant.parse("2026-08-31T00:00:00Z"), Instant.ofEpochSecond(read.getValidAfter()));
        assertEquals(
                Instant.parse("2027-09-01T00:00:00Z"),
                Instant.ofEpochSecond(read.getValidBefore()));
    }

    @Test
    void itIsTheSameForWhoFetchesItTwiceAndAnotherForTheNextInstallation() {
        HostAuthority authority = of(ROOTS);
        String line = authority.certificate(HOST, host("a1"), NOW);
        assertEquals(line, authority.certificate(HOST, host("a1"), NOW.plusSeconds(3600)));
        assertNotEquals(line, authority.certificate(HOST, host("a2"), NOW));
    }

    /// Machines show what the one before signed until they are installed anew.
    @Test
    void theOneBeforeIsTakenUntilTheNextRotation() {
        String first = of(ROOTS).trusted().getFirst();
        Roots once = ISSUER.rotateHostAuthority(ROOTS);
        String second = of(once).trusted().getFirst();
        assertNotEquals(first, second);
        assertEquals(List.of(second, first), of(once).trusted());
        HostAuthority twice = of(ISSUER.rotateHostAuthority(once));
        assertEquals(second, twice.trusted().getLast());
        assertEquals(2, twice.trusted().size());
        assertEquals(twice.trusted().getFirst(), twice.signing().publicText());
    }

    @Test
    void noControlPlaneGetsItAndNobodyIsShownItsKey() {
        assertFalse(
                ROOTS.ofAPlane().keySet().stream().anyMatch(name -> name.startsWith("ssh")),
                () -> "" + ROOTS.ofAPlane().keySet());
        String inner = of(ROOTS).signing().privateText().lines().toList().get(1);
        assertTrue(ROOTS.secrets().contains(inner));
        assertFalse(of(ROOTS).toString().contains("PRIVATE"));
        assertFalse(RootsView.of(ROOTS).toString().contains("PRIVATE"));
    }

    @Test
    void rootsThatAreOlderHaveNoneAndGetOne() {
        TreeMap<String, String> files = new TreeMap<>(ROOTS.ofAPlane());
        Roots older = new Roots(files, ROOTS.recipients());
        assertEquals(Optional.empty(), HostAuthority.of(older));
        assertEquals(List.of(), RootsView.of(older).sshHosts());
        assertEquals(1, of(ISSUER.rotateHostAuthority(older)).trusted().size());
    }
}
