package dev.bringup.git;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/// Gets a transport in: a token for https, a key and known hosts for ssh.
final class Door {

    /// The user name that forges expect beside a token; they look at the token alone.
    private static final String TOKEN_USER = "x-access-token";

    private final Remote remote;
    private final Path home;
    private @Nullable SshdSessionFactory ssh;

    /// `home` is an empty folder that stands in for the user's, so that no key of theirs is used.
    Door(Remote remote, Path home) {
        this.remote = remote;
        this.home = home;
    }

    <C extends TransportCommand<C, ?>> C open(C command) {
        Optional<String> token = remote.access().token();
        if (token.isPresent() && remote.url().startsWith("https://")) {
            command.setCredentialsProvider(
                    new UsernamePasswordCredentialsProvider(TOKEN_USER, token.get()));
        }
        return command.setTimeout(Limits.SILENCE).setTransportConfigCallback(this::configure);
    }

    private void configure(Transport transport) {
        if (transport instanceof SshTransport over) {
            over.setSshSessionFactory(ssh());
        }
    }

    private synchronized SshdSessionFactory ssh() {
        if (ssh == null) {
            Remote.Access access = remote.access();
            ssh =
                    new SshdSessionFactoryBuilder()
                            .setPreferredAuthentications("publickey")
                            .setHomeDirectory(home.toFile())
                            .setSshDirectory(home.toFile())
                            .setDefaultIdentities(_ -> access.sshKey().stream().toList())
                            .setDefaultKnownHostsFiles(_ -> access.knownHosts().stream().toList())
                            .build(null);
        }
        return ssh;
    }
}
