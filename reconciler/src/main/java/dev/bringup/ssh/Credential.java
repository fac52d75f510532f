package dev.bringup.ssh;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;

/// With what we log in.
public sealed interface Credential {

    /// A key, and the certificate that somebody signed for it if there is one.
    record Key(KeyPair pair, Optional<PublicKey> certificate) implements Credential {
        public Key(KeyPair pair) {
            this(pair, Optional.empty());
        }

        /// The private half is a secret.
        @Override
        public String toString() {
            return certificate.isPresent() ? "a key with a certificate" : "a key";
        }
    }

    /// Whatever keys the agent behind this socket holds.
    record Agent(Path socket) implements Credential {}

    /// A private key as ssh-keygen writes it, without a passphrase.
    static KeyPair pair(String text) throws IOException {
        try (SSHClient client = new SSHClient(Ssh.quiet())) {
            KeyProvider key = client.loadKeys(text.strip() + "\n", null, null);
            return new KeyPair(key.getPublic(), key.getPrivate());
        }
    }

    /// The same with what stands in its `-cert.pub`.
    static Key certified(String text, String certificate) throws IOException {
        String[] parts = certificate.strip().split("\\s+", 3);
        if (parts.length < 2) {
            throw new IOException("it is no certificate");
        }
        PublicKey read;
        try {
            read = new Buffer.PlainBuffer(Base64.getDecoder().decode(parts[1])).readPublicKey();
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no certificate", e);
        }
        if (KeyType.fromKey(read).getParent() == null) {
            throw new IOException("it is a key and no certificate");
        }
        return new Key(pair(text), Optional.of(read));
    }
}
