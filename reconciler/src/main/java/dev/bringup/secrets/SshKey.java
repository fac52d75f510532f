package dev.bringup.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/// An Ed25519 key pair: as OpenSSH writes it, and as the JDK has it.
public record SshKey(
        String privateText, String publicText, PrivateKey privateKey, PublicKey publicKey) {

    /// Where OpenSSH's format has a random number, twice, by which a wrong passphrase shows. There
    /// is no passphrase, and a payload that is fetched twice must be the same twice. Before it
    /// stand the magic, cipher, key derivation, its options, the number of keys and the public key.
    private static final int CHECK = 15 + 8 + 8 + 4 + 4 + (4 + 51) + 4;

    private static final int POINT = 32;

    /// The key that these 32 bytes are.
    public static SshKey of(byte[] seed, String comment) {
        Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(seed, 0);
        try {
            String body =
                    Base64.getMimeEncoder(70, new byte[] {'\n'})
                            .encodeToString(steady(OpenSSHPrivateKeyUtil.encodePrivateKey(key)));
            String pub =
                    Base64.getEncoder()
                            .encodeToString(
                                    OpenSSHPublicKeyUtil.encodePublicKey(key.generatePublicKey()));
            return new SshKey(
                    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                            + body
                            + "\n-----END OPENSSH PRIVATE KEY-----\n",
                    "ssh-ed25519 " + pub + " " + comment,
                    privateKey(key),
                    publicKey(key));
        } catch (IOException e) {
            throw new UncheckedIOException("encoding a key in memory", e);
        }
    }

    /// What [#of] wrote.
    static SshKey read(String privateText, String comment) {
        String body =
                privateText
                        .lines()
                        .filter(line -> !line.startsWith("-----"))
                        .collect(Collectors.joining());
        if (OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(Base64.getDecoder().decode(body))
                instanceof Ed25519PrivateKeyParameters key) {
            return of(key.getEncoded(), comment);
        }
        throw new IllegalStateException("the key of the SSH host CA is not an Ed25519 key");
    }

    /// The public key as SSH sends it.
    byte[] blob() {
        return Base64.getDecoder().decode(publicText.split(" ", 3)[1]);
    }

    /// The 32 bytes of the public key itself, with which its encoding ends.
    byte[] point() {
        byte[] blob = blob();
        return Arrays.copyOfRange(blob, blob.length - POINT, blob.length);
    }

    private static byte[] steady(byte[] encoded) {
        Arrays.fill(encoded, CHECK, CHECK + 2 * Integer.BYTES, (byte) 0);
        return encoded;
    }

    public KeyPair pair() {
        return new KeyPair(publicKey, privateKey);
    }

    private static PrivateKey privateKey(Ed25519PrivateKeyParameters key) {
        try {
            return factory()
                    .generatePrivate(
                            new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key.getEncoded()));
        } catch (InvalidKeySpecException e) {
            throw new IllegalStateException("any 32 bytes are a key", e);
        }
    }

    private static PublicKey publicKey(Ed25519PrivateKeyParameters key) throws IOException {
        byte[] encoded =
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key.generatePublicKey())
                        .getEncoded();
        try {
            return factory().generatePublic(new X509EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw new IllegalStateException("it was just made", e);
        }
    }

    private static KeyFactory factory() {
        try {
            return KeyFactory.getInstance("Ed25519");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }

    /// The private half is a secret.
    @Override
    public String toString() {
        return "SshKey[" + publicText + "]";
    }
}
