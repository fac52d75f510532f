package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.AttemptId;
import dev.bringup.model.PermitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything secret of ours comes from one file, is the same after a crash, and is of use to
/// OpenSSH.
class RootKeyTest {

    private static final PermitId PERMIT = new PermitId("permit0001");

    /// Computed once with Python's hmac and OpenSSL.
    private static final String KNOWN_NONCE = "80eec1f41e2060ea25894ffb0db897a2";

    private static final String KNOWN_CLIENT_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIdj6be9RGUJlUkXoWdqAD1ZOcDx0DJ/5xa/z9/Fo5U7 bringup";
    private static final String KNOWN_HOST_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAsWhg2UmBngWDw/xbvdGRi3eYQMBag50swL+e+8rnO5 host";

    @TempDir Path folder;
    private Path file;
    private final SecureRandom random = new SecureRandom();

    @BeforeEach
    void name() {
        file = folder.resolve("root.key");
    }

    @Test
    void theSameFileGivesTheSameSecrets() throws IOException {
        RootKey first = RootKey.load(file, random);
        RootKey second = RootKey.load(file, random);

        assertEquals(first.nonce(PERMIT), second.nonce(PERMIT));
        assertEquals(first.clientKey(), second.clientKey());
        assertEquals(first.hostKey(new AttemptId("a1")), second.hostKey(new AttemptId("a1")));
    }

    /// A change here would lock us out of every machine that is installed.
    @Test
    void aKnownKeyGivesKnownSecrets() throws IOException {
        Files.write(file, new byte[32]);
        RootKey root = RootKey.load(file, random);

        assertEquals(KNOWN_NONCE, root.nonce(PERMIT));
        assertEquals(KNOWN_CLIENT_KEY, root.clientKey().publicText());
        assertEquals(KNOWN_HOST_KEY, root.hostKey(new AttemptId("a1")).publicText());
    }

    @Test
    void everyNameHasItsOwnSecret() throws IOException {
        RootKey root = RootKey.load(file, random);
        RootKey other = RootKey.load(folder.resolve("other.key"), random);

        assertNotEquals(root.nonce(PERMIT), root.nonce(new PermitId("permit0002")));
        assertNotEquals(root.nonce(PERMIT), other.nonce(PERMIT));
        assertNotEquals(
                root.hostKey(new AttemptId("a1")).publicText(),
                root.hostKey(new AttemptId("a2")).publicText());
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws IOException {
        RootKey.load(file, random);

        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.exists(folder.resolve("root.key.new")));
    }

    /// What a crash left under the other name is not a key.
    @Test
    void aHalfWrittenKeyIsWrittenAnew() throws IOException {
        Files.write(folder.resolve("root.key.new"), new byte[7]);
        RootKey.load(file, random);

        assertEquals(32, Files.size(file));
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() throws IOException {
        Files.write(file, new byte[31]);

        IOException refused = assertThrows(IOException.class, () -> RootKey.load(file, random));
        assertEquals(file + " holds 31 bytes, a root key has 32", refused.getMessage());
    }

    @Test
    void theJdkSignsWithTheKeyThatOpenSshKnows() throws Exception {
        RootKey root = RootKey.load(file, random);
        KeyPair pair = root.clientKey().pair();
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(text);

        assertTrue(signature.verify(signed));
        // An OpenSSH key ends in the 32 bytes in which X.509 ends, too.
        byte[] blob = Base64.getDecoder().decode(root.clientKey().publicText().split(" ")[1]);
        assertArrayEquals(tail(pair.getPublic().getEncoded()), tail(blob));
    }

    @Test
    void aKeyDoesNotPrintItsPrivateHalf() throws IOException {
        SshKey key = RootKey.load(file, random).clientKey();

        assertEquals("SshKey[" + key.publicText() + "]", key.toString());
    }

    private static byte[] tail(byte[] bytes) {
        return HexFormat.of()
                .parseHex(HexFormat.of().formatHex(bytes).substring(2 * bytes.length - 64));
    }
}
