package dev.bringup.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.lib.SignatureVerifier.TrustLevel;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.signing.ssh.SshSignatureVerifierFactory;

/// Whose commits count: OpenPGP public keys, and files in the format of OpenSSH's
/// `allowed_signers`.
public final class Signatures {

    private static final String SIGNATURE = "gpgsig ";

    private final OpenPgpKeys openPgp;
    private final List<Path> allowedSigners;

    private Signatures(OpenPgpKeys openPgp, List<Path> allowedSigners) {
        this.openPgp = openPgp;
        this.allowedSigners = allowedSigners;
    }

    /// A file of keys, or a folder of such files.
    public static Signatures load(Path path) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        OpenPgpKeys openPgp = new OpenPgpKeys();
        List<Path> allowedSigners = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (text.contains("BEGIN PGP PUBLIC KEY BLOCK")) {
                openPgp.add(file, bytes);
            } else if (text.contains("ssh-") || text.contains("ecdsa-")) {
                allowedSigners.add(file);
            } else {
                throw new IOException(
                        file + " holds neither OpenPGP public keys nor allowed signers of SSH");
            }
        }
        if (files.isEmpty()) {
            throw new IOException("there is no file in " + path);
        }
        return new Signatures(openPgp, allowedSigners);
    }

    /// Why this commit does not count; empty if it does.
    Optional<String> refusal(Repository repository, RevCommit commit) throws IOException {
        String name = "commit " + commit.abbreviate(8).name();
        byte[] signature = commit.getRawGpgSignature();
        if (signature == null) {
            return Optional.of(name + " is not signed");
        }
        byte[] signed = withoutSignature(commit.getRawBuffer());
        String armor = new String(signature, StandardCharsets.US_ASCII);
        Optional<String> wrong =
                armor.startsWith("-----BEGIN SSH SIGNATURE-----")
                        ? ssh(repository, signed, signature)
                        : openPgp.wrong(signed, signature);
        return wrong.map(why -> name + " " + why);
    }

    private Optional<String> ssh(Repository repository, byte[] signed, byte[] signature)
            throws IOException {
        String why = "is signed by an SSH key, and none is allowed";
        for (Path file : allowedSigners) {
            Config config = new Config();
            config.setString("gpg", "ssh", "allowedSignersFile", file.toString());
            SignatureVerification found =
                    new SshSignatureVerifierFactory()
                            .create()
                            .verify(repository, new GpgConfig(config), signed, signature);
            if (found.verified() && found.trustLevel() == TrustLevel.FULL && !found.expired()) {
                return Optional.empty();
            }
            why =
                    "has no valid signature of an allowed key; it names SSH key "
                            + found.keyFingerprint();
        }
        return Optional.of(why);
    }

    /// What was signed: the commit as it was before the signature went into its head. A line of the
    /// message that looks like one stays.
    private static byte[] withoutSignature(byte[] raw) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream(raw.length);
        boolean inSignature = false;
        boolean inHead = true;
        int at = 0;
        while (at < raw.length) {
            int end = at;
            while (end < raw.length && raw[end] != '\n') {
                end++;
            }
            int next = Math.min(end + 1, raw.length);
            String line = new String(raw, at, end - at, StandardCharsets.ISO_8859_1);
            inHead = inHead && !line.isEmpty();
            inSignature =
                    inHead && (line.startsWith(SIGNATURE) || (inSignature && line.startsWith(" ")));
            if (!inSignature) {
                signed.write(raw, at, next - at);
            }
            at = next;
        }
        return signed.toByteArray();
    }
}
