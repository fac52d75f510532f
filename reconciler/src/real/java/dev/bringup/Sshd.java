package dev.bringup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// OpenSSH's server on a free port of one address, which lets root in with one key.
public record Sshd(Path folder, String address, int port, Process process)
        implements AutoCloseable {

    public static Sshd start(Path folder, String address, String authorized) throws Exception {
        for (String name : new String[] {"host", "other", "users"}) {
            Commands.run(
                    "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "" + folder.resolve(name));
        }
        Files.writeString(folder.resolve("keys"), authorized + "\n");
        Files.createDirectories(Path.of("/run/sshd"));
        // sshd runs itself again from /, so that every path here must be absolute. A shell of the
        // second level leaves alone what root's .bashrc does, which may be much.
        Path config =
                Files.writeString(
                        folder.resolve("sshd_config"),
                        """
                        ListenAddress %2$s
                        HostKey %1$s/host
                        HostCertificate %1$s/host-cert.pub
                        AuthorizedKeysFile %1$s/keys
                        TrustedUserCAKeys %1$s/users.pub
                        PidFile none
                        StrictModes no
                        UsePAM no
                        PermitRootLogin prohibit-password
                        MaxStartups 1000
                        SetEnv SHLVL=2
                        """
                                .formatted(folder, address));
        int port = free(address);
        Process process =
                new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", "" + config, "-p", "" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        Sshd sshd = new Sshd(folder, address, port, process);
        sshd.await();
        return sshd;
    }

    /// Its host key, as a line of a file of keys.
    public String hostKey() throws IOException {
        return Files.readString(folder.resolve("host.pub"));
    }

    /// A host key that it does not have.
    public String otherKey() throws IOException {
        return Files.readString(folder.resolve("other.pub"));
    }

    private static int free(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    private void await() throws IOException, InterruptedException {
        Instant until = Instant.now().plusSeconds(20);
        while (true) {
            try (Socket _ = new Socket(address, port)) {
                return;
            } catch (IOException refused) {
                if (Instant.now().isAfter(until)) {
                    process.destroy();
                    throw refused;
                }
                Thread.sleep(20);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
