package dev.bringup.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.model.CommitId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.RefUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commits that `git commit -S` made with gpg and with ssh-keygen.
class SignaturesTest {

    private static final String OPS = "FB9E53116119C011F8FC09B9A9EA4F4D537C6455";
    private static final String SSH = "SHA256:ZdmvcM3XtZTVEE69sLR8eyR+pXIQVOXyPUTMT/v7+xI";

    @TempDir Path temp;

    private Path keys;

    @BeforeEach
    void noKeys() throws IOException {
        keys = Files.createDirectory(temp.resolve("keys"));
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream in = SignaturesTest.class.getResourceAsStream("/signatures/" + name)) {
            return in.readAllBytes();
        }
    }

    private void allow(String... names) throws IOException {
        for (String name : names) {
            Files.write(keys.resolve(name), file(name));
        }
    }

    private Look look(byte[] commit) throws IOException, GitAPIException {
        Path origin = temp.resolve("origin.git");
        try (Git git = Git.init().setBare(true).setGitDir(origin.toFile()).call();
                ObjectInserter inserter = git.getRepository().newObjectInserter()) {
            inserter.insert(Constants.OBJ_TREE, new byte[0]);
            ObjectId tip = inserter.insert(Constants.OBJ_COMMIT, commit);
            inserter.flush();
            RefUpdate main = git.getRepository().updateRef("refs/heads/main");
            main.setNewObjectId(tip);
            main.forceUpdate();
        }
        StateRepository repository =
                new StateRepository(
                        temp.resolve("clone"),
                        new Remote(origin.toUri().toString(), "main", "", Remote.Access.NONE),
                        Optional.of(Signatures.load(keys)));
        Look look = repository.look(Optional.empty());
        ObjectId tip = new ObjectInserter.Formatter().idFor(Constants.OBJ_COMMIT, commit);
        // To name it does not make it trusted.
        assertEquals(look, repository.named(new CommitId(tip.name())));
        return look;
    }

    private String refusal(byte[] commit) throws IOException, GitAPIException {
        String because = assertInstanceOf(Look.Untrusted.class, look(commit)).because();
        return because.replaceFirst("^commit [0-9a-f]{8} ", "");
    }

    private static byte[] changed(String name, String from, String to) throws IOException {
        String text = new String(file(name), StandardCharsets.UTF_8);
        return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whoIsAllowedIsTrusted() throws IOException, GitAPIException {
        allow("ops.asc", "allowed_signers", "other.asc", "other_signers");

        assertInstanceOf(Look.Snapshot.class, look(file("gpg.commit")));
        assertInstanceOf(Look.Snapshot.class, look(file("ssh.commit")));
    }

    @Test
    void whatIsNotSignedIsRefused() throws IOException, GitAPIException {
        allow("ops.asc", "allowed_signers");

        assertEquals("is not signed", refusal(file("none.commit")));
    }

    @Test
    void theKeyOfAnotherIsRefused() throws IOException, GitAPIException {
        allow("other.asc", "other_signers");

        assertEquals(
                "is signed by OpenPGP key " + OPS.substring(24) + ", which is not allowed",
                refusal(file("gpg.commit")));
        assertEquals(
                "has no valid signature of an allowed key; it names SSH key " + SSH,
                refusal(file("ssh.commit")));
    }

    @Test
    void oneKindOfKeyDoesNotAllowTheOther() throws IOException, GitAPIException {
        allow("ops.asc");

        assertEquals("is signed by an SSH key, and none is allowed", refusal(file("ssh.commit")));
    }

    @Test
    void aChangedCommitIsRefused() throws IOException, GitAPIException {
        allow("ops.asc", "allowed_signers");

        assertEquals(
                "has no valid signature of OpenPGP key " + OPS,
                refusal(changed("gpg.commit", "Signed by", "Changed by")));
        assertEquals(
                "has no valid signature of an allowed key; it names SSH key " + SSH,
                refusal(changed("ssh.commit", "Signed by", "Changed by")));
        assertEquals(
                "has a signature that cannot be read",
                refusal(changed("gpg.commit", "iHUEABYI", "AAAAAAAA")));
    }

    @Test
    void aLineOfTheMessageIsNoSignature() throws IOException, GitAPIException {
        allow("ops.asc");

        assertEquals(
                "has no valid signature of OpenPGP key " + OPS,
                refusal(
                        changed(
                                "gpg.commit",
                                "Signed by OpenPGP",
                                "Signed by OpenPGP\n\ngpgsig x")));
    }

    @Test
    void whatHoldsNoKeysIsAnError() throws IOException {
        assertEquals(
                "there is no file in " + keys,
                assertThrows(IOException.class, () -> Signatures.load(keys)).getMessage());
        Path readme = Files.writeString(keys.resolve("README"), "hello");
        assertEquals(
                readme + " holds neither OpenPGP public keys nor allowed signers of SSH",
                assertThrows(IOException.class, () -> Signatures.load(keys)).getMessage());
    }
}
