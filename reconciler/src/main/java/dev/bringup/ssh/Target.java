package dev.bringup.ssh;

import dev.bringup.model.Ip4;
import java.security.KeyPair;
import java.util.List;

/// Whom to log in to, as whom, and with what.
public record Target(Ip4 address, int port, String user, HostTrust host, List<Credential> ours) {

    public Target {
        ours = List.copyOf(ours);
    }

    /// One whose only key is known, as OpenSSH writes it in `known_hosts`: type and base64.
    public Target(Ip4 address, int port, String user, String hostKey, KeyPair ours) {
        this(address, port, user, new HostTrust(hostKey), List.of(new Credential.Key(ours)));
    }

    /// The keys are secrets.
    @Override
    public String toString() {
        return user + "@" + address + ":" + port;
    }
}
