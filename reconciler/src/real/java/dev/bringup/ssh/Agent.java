package dev.bringup.ssh;

import dev.bringup.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// OpenSSH's agent on a socket of its own.
record Agent(Path socket, Process process) implements AutoCloseable {

    static Agent start(Path socket) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("ssh-agent", "-D", "-a", "" + socket).start();
        Instant end = Instant.now().plusSeconds(20);
        while (!Files.exists(socket)) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                process.destroy();
                throw new IOException("ssh-agent did not start");
            }
            Thread.sleep(20);
        }
        return new Agent(socket, process);
    }

    void add(Path key) throws Exception {
        Commands.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", "" + key);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
