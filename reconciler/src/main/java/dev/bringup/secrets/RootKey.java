package dev.bringup.secrets;

import dev.bringup.model.AttemptId;
import dev.bringup.model.PermitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One random key in the data directory from which nonces and SSH keys are derived by name. So no
/// attempt's secrets are ever stored, and all of them are the same again after a crash.
public final class RootKey {

    private static final int BYTES = 32;

    private final byte[] key;

    private RootKey(byte[] key) {
        this.key = key;
    }

    public static RootKey load(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            byte[] fresh = new byte[BYTES];
            random.nextBytes(fresh);
            // Written under another name first: a crash must not leave half a key.
            Path half = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(half);
            Files.createFile(
                    half,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.write(half, fresh, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(half, file);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != BYTES) {
            throw new IOException(
                    file + " holds " + key.length + " bytes, a root key has " + BYTES);
        }
        return new RootKey(key);
    }

    public String nonce(PermitId permit) {
        return HexFormat.of().formatHex(derive("nonce:" + permit), 0, 16);
    }

    /// Tells reconcilers with different data directories apart.
    public String name() {
        return HexFormat.of().formatHex(derive("reconciler"), 0, 4);
    }

    /// The SSH host key of what this attempt installs.
    public SshKey hostKey(AttemptId attempt) {
        return SshKey.of(derive("host-key:" + attempt), "host");
    }

    /// The key with which we log in to machines.
    public SshKey clientKey() {
        return SshKey.of(derive("client-key"), "bringup");
    }

    private byte[] derive(String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
