package dev.bringup.secrets;

import dev.bringup.model.Kubernetes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What all trust in a cluster hangs on, as files below `/etc/kubernetes/pki` of its control
/// planes: the keys and certificates of three authorities, and the keys that sign service accounts'
/// tokens. The authority for SSH host keys lies with them, and stays here.
///
/// @param recipients who can open them, kept within because an age file does not tell
public record Roots(SortedMap<String, String> files, List<String> recipients) {

    /// Where they lie in a state repository.
    public static final String PATH = Kubernetes.ROOTS;

    /// The key that signs tokens after the next rotation; already accepted.
    static final String NEXT_KEY = "sa.next.key";

    private static final String HEADING = "# file: ";
    private static final String FOR = "# for: ";

    public Roots {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        recipients = List.copyOf(recipients);
    }

    /// Opens what [#sealed] made. Throws with a sentence if it cannot.
    public static Roots open(String name, String sealed, List<String> identities) {
        if (identities.isEmpty()) {
            throw new IllegalStateException(
                    name + " is encrypted; say with which key to open it: --age-identity FILE");
        }
        String text =
                Age.decrypt(sealed, identities)
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElseThrow(() ->
                                new IllegalStateException("no age identity of ours opens " + name));
        SortedMap<String, String> files = parse(text);
        for (Authority authority : Authority.values()) {
            if (!files.containsKey(authority.certificate())
                    || !files.containsKey(authority.key())) {
                throw new IllegalStateException(
                        name + " lacks the " + authority.title() + "; it was not made by us");
            }
        }
        List<String> recipients =
                text.lines()
                        .filter(line -> line.startsWith(FOR))
                        .map(line -> line.substring(FOR.length()).strip())
                        .toList();
        return new Roots(files, recipients);
    }

    /// Encrypted, to be kept beside the state.
    public String sealed() {
        StringBuilder text = new StringBuilder();
        recipients.forEach(r -> text.append(FOR).append(r).append('\n'));
        for (Map.Entry<String, String> file : files.entrySet()) {
            text.append(HEADING).append(file.getKey()).append('\n').append(file.getValue());
        }
        return Age.encrypt(text.toString(), recipients);
    }

    private static SortedMap<String, String> parse(String text) {
        SortedMap<String, String> files = new TreeMap<>();
        Optional<String> name = Optional.empty();
        for (String line : text.lines().toList()) {
            if (line.startsWith(HEADING)) {
                name = Optional.of(line.substring(HEADING.length()).strip());
            } else {
                name.ifPresent(n -> files.merge(n, line + "\n", String::concat));
            }
        }
        return files;
    }

    public Roots to(List<String> others) {
        return new Roots(files, others);
    }

    /// The authorities of a cluster, as kubeadm names them and lays them down.
    public enum Authority {
        CLUSTER("ca", "kubernetes", "cluster CA"),
        ETCD("etcd/ca", "etcd-ca", "etcd CA"),
        FRONT_PROXY("front-proxy-ca", "front-proxy-ca", "front-proxy CA");

        private final String file;
        private final String commonName;
        private final String title;

        Authority(String file, String commonName, String title) {
            this.file = file;
            this.commonName = commonName;
            this.title = title;
        }

        String certificate() {
            return file + ".crt";
        }

        String key() {
            return file + ".key";
        }

        String commonName() {
            return commonName;
        }

        public String title() {
            return title;
        }
    }

    String file(String name) {
        String text = files.get(name);
        if (text == null) {
            throw new IllegalStateException("the roots of trust lack " + name);
        }
        return text;
    }

    /// What a control plane gets: the key that is to sign one day is not needed yet, and what signs
    /// for other machines is nothing to it.
    public SortedMap<String, String> ofAPlane() {
        SortedMap<String, String> all = new TreeMap<>(files);
        all.keySet().removeAll(List.of(NEXT_KEY, HostAuthority.KEY, HostAuthority.PUBLIC));
        return all;
    }

    /// The lines that must never be shown.
    public List<String> secrets() {
        return files.entrySet().stream()
                .filter(file -> file.getKey().endsWith(".key"))
                .flatMap(file -> file.getValue().lines())
                .filter(line -> !line.startsWith("-----"))
                .toList();
    }

    /// What a server of k3s shows to another, and what their datastore is sealed with. It follows
    /// from the key of the authority, which is never rotated: so it need not be kept.
    public String k3sPassword() {
        byte[] key = Pem.privateKey("EC", file(Authority.CLUSTER.key())).getEncoded();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] password = mac.doFinal("k3s server".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(password);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC", e);
        }
    }

    public String k3sServerToken() {
        String hash = Pem.digest(file(Authority.CLUSTER.certificate()));
        return k3sToken(hash, "server:" + k3sPassword());
    }

    /// With the digest by which k3s knows the cluster: of the authority's certificate as its file.
    public static String k3sToken(String hash, String credentials) {
        return "K10" + hash + "::" + credentials;
    }

    /// By its public key: so machines know the cluster, and only so.
    public String discoveryHash() {
        return Pem.keyHash(Pem.certificate(file(Authority.CLUSTER.certificate())).getPublicKey());
    }

    /// The keys stay secret.
    @Override
    public String toString() {
        return "Roots" + files.keySet();
    }
}
