package dev.bringup.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What configures a machine at its first boot: files by the name under which they are served. What
/// is secret or our own stands in them as a [Placeholder].
public record Payload(Kind kind, SortedMap<String, String> files) {

    public enum Kind {
        CLOUD_INIT,
        IGNITION
    }

    /// A hole in a payload that is filled when it is served, so that fingerprints never depend on
    /// secrets, keys, permits or our own addresses.
    public enum Placeholder {
        /// The JSON document of the machine's marker.
        MARKER("marker"),
        /// Where the installed system exchanges its nonce for join material.
        JOIN_URL("joinUrl"),
        NONCE("nonce"),
        /// Where the installed system says that it is up.
        PHONE_HOME_URL("phoneHomeUrl"),
        /// The SSH host key of this installation, in OpenSSH's formats.
        HOST_KEY("hostKey"),
        HOST_KEY_PUBLIC("hostKeyPublic"),
        /// The public key with which the reconciler logs in.
        SSH_KEY("sshKey");

        private final String key;

        Placeholder(String key) {
            this.key = key;
        }

        /// Its name in templates: `{{ bringup.joinUrl }}`.
        public String key() {
            return key;
        }

        /// Its spelling in a rendered payload. No letter in it needs escaping in JSON or YAML.
        public String text() {
            return "%%bringup." + key + "%%";
        }
    }

    public Payload {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
}
