package dev.bringup.ssh;

import dev.bringup.model.Ip4;
import java.security.KeyPair;

/// Whom to log in to, and as whom. `hostKey` is the one key that is accepted, as OpenSSH writes it
/// in `known_hosts`: type and base64.
public record Target(Ip4 address, int port, String user, String hostKey, KeyPair ours) {

    /// The key pair is a secret.
    @Override
    public String toString() {
        return user + "@" + address + ":" + port;
    }
}
