package dev.bringup.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// A YAML file as SOPS encrypts it for age recipients: keys in clear, values under one data key,
/// and a digest over all values, so that nobody without the key can change or move one.
final class Sops {

    private static final int KEY_BYTES = 32;

    /// What SOPS puts before the values if only the encrypted ones count, so that the two kinds of
    /// digest can never be taken for each other.
    private static final byte[] ONLY_ENCRYPTED =
            HexFormat.of()
                    .parseHex("8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69");

    private final String file;
    private final SopsTree tree;
    private final SopsCipher cipher;

    private Sops(String file, SopsTree tree, SopsCipher cipher) {
        this.file = file;
        this.tree = tree;
        this.cipher = cipher;
    }

    /// The value of a key like `bmc.node-02`. Throws with a sentence if it cannot be had.
    static String value(String file, String text, String key, List<String> identities) {
        SopsTree tree = SopsTree.read(file, text);
        Sops sops = new Sops(file, tree, new SopsCipher(dataKey(file, tree, identities)));
        sops.checkDigest();
        Node node =
                tree.at(key)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "there is no '"
                                                + key
                                                + "' in "
                                                + file
                                                + "; there are "
                                                + String.join(", ", tree.keys())));
        if (!(node instanceof ScalarNode scalar)) {
            throw new IllegalStateException("'" + key + "' in " + file + " is not one value");
        }
        if (!SopsCipher.isEncrypted(scalar.getValue())) {
            throw new IllegalStateException("'" + key + "' in " + file + " is not encrypted");
        }
        return sops.decrypted(scalar.getValue(), key.replace('.', ':') + ":");
    }

    private static byte[] dataKey(String file, SopsTree tree, List<String> identities) {
        if (identities.isEmpty()) {
            throw new IllegalStateException(
                    file + " is encrypted; say with which key to open it: --age-identity FILE");
        }
        List<String> recipients = new ArrayList<>();
        for (SopsTree.Recipient recipient : tree.recipients()) {
            recipients.add(recipient.name());
            Optional<byte[]> key =
                    Age.decrypt(recipient.armored(), identities).filter(k -> k.length == KEY_BYTES);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new IllegalStateException(
                "no age identity of ours opens "
                        + file
                        + "; it is for "
                        + (recipients.isEmpty()
                                ? "no age key at all"
                                : String.join(", ", recipients)));
    }

    private void checkDigest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            if (tree.onlyEncryptedCount()) {
                digest.update(ONLY_ENCRYPTED);
            }
            for (SopsTree.Value value : tree.values()) {
                add(digest, value.node(), value.path());
            }
            String found = HexFormat.of().withUpperCase().formatHex(digest.digest());
            String said = cipher.decrypt(tree.mac(), tree.lastModified());
            if (!MessageDigest.isEqual(
                    found.getBytes(StandardCharsets.US_ASCII),
                    said.getBytes(StandardCharsets.US_ASCII))) {
                throw new IllegalStateException(changed("its digest does not match"));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(changed("its digest cannot be read"), e);
        }
    }

    private void add(MessageDigest digest, ScalarNode scalar, String path) {
        String text = scalar.getValue();
        if (SopsCipher.isEncrypted(text)) {
            digest.update(decrypted(text, path).getBytes(StandardCharsets.UTF_8));
        } else if (!tree.onlyEncryptedCount()) {
            digest.update(SopsTree.clear(scalar).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String decrypted(String value, String path) {
        try {
            return cipher.decrypt(value, path);
        } catch (GeneralSecurityException e) {
            String key = path.substring(0, path.length() - 1).replace(':', '.');
            throw new IllegalStateException(changed("'" + key + "' cannot be decrypted"), e);
        }
    }

    private String changed(String how) {
        return file + " was changed by somebody who could not encrypt it: " + how;
    }
}
