package dev.bringup.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What configures a machine at its first boot: files by the name under which they are served. What
/// is our own stands in them as a [Placeholder], and what is the operator's secret as a hole that
/// `secrets` tells the content of.
public record Payload(
        Kind kind, SortedMap<String, String> files, SortedMap<String, SecretRef> secrets) {

    /// What is filled in when a file is served: a placeholder or a secret.
    public static final Pattern HOLE = Pattern.compile("%%(bringup|secret)\\.[\\w.~-]+%%");

    /// The file of a machine that knows its own address here and nothing else.
    public static final String TALOS_CONFIG = "machine.yaml";

    public enum Kind {
        CLOUD_INIT,
        IGNITION,
        /// One script, run as root.
        SCRIPT,
        /// These three steer a distribution's installer; what it installs runs our script then.
        KICKSTART,
        PRESEED,
        AUTOINSTALL,
        /// Talos Linux: one file with all that makes it a part of the cluster, and no shell.
        TALOS;

        public boolean steersAnInstaller() {
            return switch (this) {
                case CLOUD_INIT, IGNITION, SCRIPT, TALOS -> false;
                case KICKSTART, PRESEED, AUTOINSTALL -> true;
            };
        }
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
        /// A script that brings the container archives of its image.
        BUNDLES_URL("bundlesUrl"),
        /// A script that prints which disk a distribution's installer may write to.
        TARGET_URL("targetUrl"),
        /// A script that a distribution's installer ends with.
        FINISH_URL("finishUrl"),
        /// The SSH host key of this installation, in OpenSSH's formats.
        HOST_KEY("hostKey"),
        HOST_KEY_PUBLIC("hostKeyPublic"),
        /// The certificate of that key by the SSH host CA of the cluster's roots of trust.
        HOST_CERTIFICATE("hostCertificate"),
        /// The public key with which the reconciler logs in.
        SSH_KEY("sshKey"),
        /// The token by which a kubelet joins, for payloads that ask for nothing beside themselves.
        JOIN_TOKEN("joinToken"),
        /// Host and port where the reconciler takes what machines log.
        LOG_SERVER("logServer");

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

    public Payload(Kind kind, SortedMap<String, String> files) {
        this(kind, files, Collections.emptySortedMap());
    }

    public Payload with(SortedMap<String, SecretRef> others) {
        return new Payload(kind, files, others);
    }

    /// The hole for a secret among the variables, by the keys that lead to it. Letters that have a
    /// meaning in YAML, JSON or URLs stand in it by their number.
    public static String hole(List<String> keys) {
        Pattern odd = Pattern.compile("[^\\w-]");
        return keys.stream()
                .map(key ->
                        odd.matcher(key).replaceAll(letter -> "~" + (int) letter.group().charAt(0)))
                .collect(Collectors.joining(".", "%%secret.", "%%"));
    }

    /// An attempt that an older program wrote down has none.
    private static SortedMap<String, SecretRef> known(
            @Nullable SortedMap<String, SecretRef> secrets) {
        return secrets == null ? Collections.emptySortedMap() : secrets;
    }

    public Payload {
        secrets = Collections.unmodifiableSortedMap(new TreeMap<>(known(secrets)));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
}
