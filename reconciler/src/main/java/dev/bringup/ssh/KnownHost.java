package dev.bringup.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/// Accepts the host that is meant and remembers which other key was offered. That a certificate is
/// signed, in its time and for the address has been checked by the library when it is asked here.
final class KnownHost implements HostKeyVerifier {

    /// A certificate of a host, and not of a user.
    private static final long HOST = 2;

    private final Optional<Line> pinned;
    private final List<Line> authorities;
    private final Optional<String> id;
    private volatile @Nullable String offered;

    /// A key as OpenSSH writes it.
    private record Line(String type, ByteBuffer blob) {

        /// An [IllegalArgumentException] if the text is no key.
        static Line of(String text) {
            String[] parts = text.strip().split("\\s+", 3);
            if (parts.length < 2) {
                throw new IllegalArgumentException("'" + text + "' is not an OpenSSH public key");
            }
            return new Line(parts[0], ByteBuffer.wrap(Base64.getDecoder().decode(parts[1])));
        }

        boolean is(byte[] other) {
            return blob.equals(ByteBuffer.wrap(other));
        }
    }

    /// An [IllegalArgumentException] if a text in it is no key.
    KnownHost(HostTrust trust) {
        this(trust.pinned(), trust.authorities(), Optional.empty());
    }

    private KnownHost(Optional<String> pinned, List<String> authorities, Optional<String> id) {
        this.pinned = pinned.map(Line::of);
        this.authorities = authorities.stream().map(Line::of).toList();
        this.id = id;
    }

    /// The same host, asked for its certificate by us. It is asked for its key first: a certificate
    /// that ran out must lock nobody out.
    static Optional<KnownHost> certified(HostTrust trust) {
        return trust.certified()
                .map(ours ->
                        new KnownHost(trust.pinned(), ours.authorities(), Optional.of(ours.id())));
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        PublicKey bare = key instanceof Certificate<?> certificate ? certificate.getKey() : key;
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(bare).getCompactData();
        boolean known = pinned.filter(line -> line.is(blob)).isPresent();
        if (known || (key instanceof Certificate<?> certificate && isSigned(certificate))) {
            return true;
        }
        offered = fingerprint(blob);
        return false;
    }

    /// A certificate that names nobody is good for everybody: such a one is taken for nobody.
    private boolean isSigned(Certificate<?> certificate) {
        return certificate.getType() == HOST
                && !certificate.getValidPrincipals().isEmpty()
                && id.filter(other -> !other.equals(certificate.getId())).isEmpty()
                && authorities.stream().anyMatch(a -> a.is(certificate.getSignatureKey()));
    }

    /// So that the server shows this key if it has several, and its certificate if one may do.
    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        List<String> all = new ArrayList<>();
        if (!authorities.isEmpty()) {
            Arrays.stream(KeyType.values())
                    .filter(type -> type.getParent() != null)
                    .forEach(type -> all.add(type.toString()));
        }
        pinned.ifPresent(line -> all.add(line.type()));
        return all;
    }

    /// What was offered instead, if anything was.
    Optional<String> offered() {
        return Optional.ofNullable(offered);
    }

    /// What would have been taken.
    String expected() {
        String signed = "one that the cluster's hostAuthorities signed for it";
        return pinned.map(line -> fingerprint(line.blob().array()))
                .map(key -> authorities.isEmpty() ? key : key + " or " + signed)
                .orElse(signed);
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
