package dev.bringup.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/// Accepts one host key and remembers which other one was offered.
final class PinnedKey implements HostKeyVerifier {

    private final String type;
    private final byte[] expected;
    private volatile @Nullable String offered;

    /// An [IllegalArgumentException] if the text is no key.
    PinnedKey(String line) {
        String[] parts = line.strip().split("\\s+", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException("'" + line + "' is not an OpenSSH public key");
        }
        type = parts[0];
        expected = Base64.getDecoder().decode(parts[1]);
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
        if (MessageDigest.isEqual(blob, expected)) {
            return true;
        }
        offered = fingerprint(blob);
        return false;
    }

    /// So that the server shows this key if it has several.
    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return List.of(type);
    }

    /// What was offered instead, if anything was.
    Optional<String> offered() {
        return Optional.ofNullable(offered);
    }

    String fingerprint() {
        return fingerprint(expected);
    }

    /// As `ssh-keygen -l` prints it.
    private static String fingerprint(byte[] blob) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
