package dev.bringup.lab.machine;

import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import java.util.List;
import java.util.Optional;

/// What is on the disk of a simulated machine.
public sealed interface Disk {

    record Blank() implements Disk {}

    /// Somebody's data.
    record Foreign() implements Disk {}

    /// An image was begun and not finished.
    record Partial(Marker marker) implements Disk {}

    /// A whole image. `seed` is where its first boot finds its payload; `settled` is what that boot
    /// left behind.
    record Installed(Marker marker, Seed seed, Optional<Settled> settled) implements Disk {}

    record Seed(String url, Payload.Kind kind) {}

    /// A system that had its first boot. The marker here is `/etc/bringup/machine.json`, written by
    /// the payload.
    record Settled(Personality self, Optional<String> nodeToken) {}

    /// What a payload makes of a machine.
    record Personality(
            String hostname,
            String hostKey,
            List<String> authorizedKeys,
            Marker marker,
            Joins join,
            Optional<String> phoneHome,
            Optional<String> hostCertificate) {
        /// Whether somebody can log in.
        public boolean hasShell() {
            return !hostKey.isEmpty();
        }

        public Personality {
            authorizedKeys = List.copyOf(authorizedKeys);
        }

        /// One without a certificate for its host key.
        public Personality(
                String hostname,
                String hostKey,
                List<String> authorizedKeys,
                Marker marker,
                Joins join,
                Optional<String> phoneHome) {
            this(hostname, hostKey, authorizedKeys, marker, join, phoneHome, Optional.empty());
        }
    }

    /// How the installed system comes into the cluster.
    sealed interface Joins {}

    /// Where and with what it asks to.
    record JoinCall(String url, String nonce) implements Joins {}

    /// Its payload told it all: it is the script of a kubelet that knows how.
    record JoinAtOnce(String script) implements Joins {
        /// It holds a token.
        @Override
        public String toString() {
            return "JoinAtOnce[]";
        }
    }
}
