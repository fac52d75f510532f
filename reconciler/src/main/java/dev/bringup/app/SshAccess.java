package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.ssh.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How machines are logged in to over SSH: `more` are tried after our own key, which only machines
/// that were installed from here know.
record SshAccess(int port, List<Path> files, Optional<Path> agent, List<Credential> more) {

    SshAccess {
        files = List.copyOf(files);
        more = List.copyOf(more);
    }

    SshAccess(int port) {
        this(port, List.of(), Optional.empty(), List.of());
    }

    static SshAccess of(RunOptions.Shell options, Map<String, String> environment) throws Failure {
        List<Credential> more = new ArrayList<>();
        for (Path file : options.keys) {
            more.add(key(file));
        }
        Optional<Path> agent = options.agent ? Optional.of(agent(environment)) : Optional.empty();
        agent.map(Credential.Agent::new).ifPresent(more::add);
        return new SshAccess(options.port, options.keys, agent, more);
    }

    private static Credential key(Path file) throws Failure {
        Path certificate = file.resolveSibling(file.getFileName() + "-cert.pub");
        String text = read(file);
        try {
            return Files.exists(certificate)
                    ? Credential.certified(text, read(certificate))
                    : new Credential.Key(Credential.pair(text));
        } catch (IOException | RuntimeException e) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--ssh-key %s cannot be used; it must be a private key without a passphrase,"
                                    .formatted(file)
                            + " and "
                            + certificate.getFileName()
                            + ", if there is one, its certificate (a key with a passphrase belongs"
                            + " into an agent: --ssh-agent)");
        }
    }

    private static String read(Path file) throws Failure {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read " + file);
        }
    }

    private static Path agent(Map<String, String> environment) throws Failure {
        String socket = environment.getOrDefault("SSH_AUTH_SOCK", "");
        if (socket.isEmpty() || !Files.exists(Path.of(socket))) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--ssh-agent: "
                            + (socket.isEmpty()
                                    ? "SSH_AUTH_SOCK is not set"
                                    : "there is no socket " + socket)
                            + "; start one with: eval $(ssh-agent)");
        }
        return Path.of(socket);
    }
}
