package dev.bringup.secrets;

import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Signs the SSH host keys of machines, as OpenSSH's certificates (PROTOCOL.certkeys).
///
/// @param trusted the public keys whose certificates are taken; the first is the one that signs
public record HostAuthority(SshKey signing, List<String> trusted) {

    static final String KEY = "ssh-host-ca.key";
    static final String PUBLIC = "ssh-host-ca.pub";

    /// Nobody asks OpenSSH's client which installation it means: to it, a key that was lost with an
    /// old disk is good until then.
    public static final Duration LIFE = Duration.ofDays(365);

    private static final String TYPE = "ssh-ed25519-cert-v01@openssh.com";
    private static final int OF_A_HOST = 2;

    public HostAuthority {
        trusted = List.copyOf(trusted);
    }

    /// Who a certificate is for: all the names that the machine is called by.
    public record Host(MachineId machine, AttemptId attempt, List<String> names) {
        public Host {
            names = List.copyOf(names);
        }
    }

    /// Names one installation of one machine: the next one's certificate has another.
    public static String id(MachineId machine, AttemptId attempt) {
        return machine + "/" + attempt;
    }

    /// Empty where the roots are older than it.
    public static Optional<HostAuthority> of(Roots roots) {
        return roots.files().containsKey(KEY)
                ? Optional.of(
                        new HostAuthority(
                                SshKey.read(roots.file(KEY), "bringup-host-ca"),
                                roots.file(PUBLIC).lines().toList()))
                : Optional.empty();
    }

    /// A line of a file `...-cert.pub`. It is the same all day, for who fetches it twice.
    public String certificate(SshKey key, Host host, Instant now) {
        Instant today = now.truncatedTo(ChronoUnit.DAYS);
        byte[] named = id(host.machine(), host.attempt()).getBytes(StandardCharsets.UTF_8);
        byte[] digest = digest(named, key.blob());
        Wire names = new Wire();
        host.names().forEach(name -> names.text(name));
        Wire body =
                new Wire()
                        .text(TYPE)
                        .bytes(digest)
                        .bytes(key.point())
                        .number(ByteBuffer.wrap(digest).getLong())
                        .kind(OF_A_HOST)
                        .bytes(named)
                        .bytes(names.all())
                        // Clocks of machines and people are not always right.
                        .number(today.minus(1, ChronoUnit.DAYS).getEpochSecond())
                        .number(today.plus(LIFE).getEpochSecond())
                        .text("")
                        .text("")
                        .text("")
                        .bytes(signing.blob());
        byte[] signature = new Wire().text("ssh-ed25519").bytes(signature(body.all())).all();
        String text = Base64.getEncoder().encodeToString(body.bytes(signature).all());
        return TYPE + " " + text + " " + host.machine();
    }

    private byte[] signature(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signing.privateKey());
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }

    private static byte[] digest(byte[] name, byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name);
            return digest.digest(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// SSH's spelling of numbers and texts (RFC 4251, section 5).
    private static final class Wire {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Wire text(String text) {
            return bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        Wire bytes(byte[] text) {
            kind(text.length);
            bytes.writeBytes(text);
            return this;
        }

        Wire number(long number) {
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            return this;
        }

        Wire kind(int kind) {
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(kind).array());
            return this;
        }

        byte[] all() {
            return bytes.toByteArray();
        }
    }

    /// The key that signs is a secret.
    @Override
    public String toString() {
        return "HostAuthority[" + trusted.getFirst() + "]";
    }
}
