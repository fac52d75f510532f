package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.secrets.SshKey;
import dev.bringup.ssh.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshAccessTest {

    private static final SshKey KEY = SshKey.of(new byte[32], "ops");

    private final RunOptions.Shell options = new RunOptions.Shell();

    @TempDir Path folder;

    private Path key(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), text);
        options.keys.add(file);
        return file;
    }

    private String refused(Map<String, String> environment) {
        Failure failure = assertThrows(Failure.class, () -> SshAccess.of(options, environment));
        assertEquals(Exit.WRONG_INPUT, failure.exitCode());
        return failure.getMessage();
    }

    private String unusable(Path file) {
        return "--ssh-key "
                + file
                + " cannot be used; it must be a private key without a passphrase, and"
                + " key-cert.pub, if there is one, its certificate (a key with a passphrase belongs"
                + " into an agent: --ssh-agent)";
    }

    @Test
    void withoutAnythingOnlyOurOwnKeyIsUsed() throws Failure {
        assertEquals(new SshAccess(22), SshAccess.of(options, Map.of()));
    }

    @Test
    void aKeyAndAnAgentAreTakenInOrder() throws Exception {
        key(KEY.privateText());
        Path socket = Files.createFile(folder.resolve("agent"));
        options.agent = true;
        SshAccess access = SshAccess.of(options, Map.of("SSH_AUTH_SOCK", "" + socket));
        assertEquals(
                List.of("a key", "" + new Credential.Agent(socket)),
                access.more().stream().map(Object::toString).toList());
        assertEquals(Optional.of(socket), access.agent());
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        assertEquals(unusable(key("secret")), refused(Map.of()));
    }

    @Test
    void whatIsNoCertificateIsRefused() throws IOException {
        Path file = key(KEY.privateText());
        Files.writeString(folder.resolve("key-cert.pub"), KEY.publicText());
        assertEquals(unusable(file), refused(Map.of()));
        Files.writeString(folder.resolve("key-cert.pub"), "none");
        assertEquals(unusable(file), refused(Map.of()));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        options.keys.add(folder.resolve("gone"));
        assertEquals("cannot read " + folder.resolve("gone"), refused(Map.of()));
    }

    @Test
    void anAgentThatIsNotThereIsNamed() {
        options.agent = true;
        assertEquals(
                "--ssh-agent: SSH_AUTH_SOCK is not set; start one with: eval $(ssh-agent)",
                refused(Map.of()));
        assertEquals(
                "--ssh-agent: there is no socket /nowhere; start one with: eval $(ssh-agent)",
                refused(Map.of("SSH_AUTH_SOCK", "/nowhere")));
    }
}
