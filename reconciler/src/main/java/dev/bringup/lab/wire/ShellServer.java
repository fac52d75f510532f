package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.model.Ip4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;

/// sshd of a machine: its host key and who may log in are what the payload said.
final class ShellServer implements AutoCloseable {

    private final SshServer server;

    private ShellServer(SshServer server) {
        this.server = server;
    }

    static ShellServer start(
            Ip4 address, int port, Disk.Personality self, ShellSession shell, Executor executor)
            throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(address.toString());
        server.setPort(port);
        server.setNioWorkers(1);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey(self.hostKey())));
        if (self.hostCertificate().isPresent()) {
            OpenSshCertificate certificate = certificate(self.hostCertificate().get());
            server.setHostKeyCertificateProvider(_ -> List.of(certificate));
        }
        server.setPublickeyAuthenticator((_, key, _) -> isAuthorized(self.authorizedKeys(), key));
        server.setPasswordAuthenticator(null);
        server.setCommandFactory((_, line) -> new ShellCommand(line, shell, executor));
        server.start();
        return new ShellServer(server);
    }

    private static KeyPair hostKey(String text) throws IOException {
        try (InputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
            for (KeyPair pair :
                    SecurityUtils.loadKeyPairIdentities(null, () -> "host key", stream, null)) {
                return pair;
            }
            throw new IOException("sshd: the host key cannot be read");
        } catch (GeneralSecurityException e) {
            throw new IOException("sshd: the host key cannot be read: " + e.getMessage(), e);
        }
    }

    private static OpenSshCertificate certificate(String line) throws IOException {
        try {
            PublicKey key =
                    PublicKeyEntry.parsePublicKeyEntry(line).resolvePublicKey(null, null, null);
            if (key instanceof OpenSshCertificate certificate) {
                return certificate;
            }
            throw new IOException("sshd: the host certificate is none");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "sshd: the host certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isAuthorized(List<String> lines, PublicKey offered) {
        for (String line : lines) {
            try {
                AuthorizedKeyEntry entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(line);
                PublicKey key = entry == null ? null : entry.resolvePublicKey(null, null);
                if (key != null && KeyUtils.compareKeys(key, offered)) {
                    return true;
                }
            } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
                // A line that sshd would skip.
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
