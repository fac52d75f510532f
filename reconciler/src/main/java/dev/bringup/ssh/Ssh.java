package dev.bringup.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/// Runs commands on machines, each on a connection of its own. Blocking: for virtual threads.
public final class Ssh {

    /// Kept of each output; the rest is read and forgotten.
    public static final int MOST_OUTPUT = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(Ssh.class);

    private final DefaultConfig config;
    private final Executor executor;

    /// `executor` runs two or three short-lived tasks for each command.
    public Ssh(Executor executor) {
        // Before anything of the library runs: the JDK has all that we need of it.
        SecurityUtils.setRegisterBouncyCastle(false);
        config = new DefaultConfig();
        config.setLoggerFactory(new Quiet());
        this.executor = executor;
    }

    /// Whatever happens is a value, and it happens within the deadline.
    public Ran exec(Target target, String command, Duration deadline) {
        PinnedKey pin;
        try {
            pin = new PinnedKey(target.hostKey());
        } catch (IllegalArgumentException e) {
            return new Ran.WrongKey("no host key to expect: " + e.getMessage());
        }
        AtomicBoolean late = new AtomicBoolean();
        CountDownLatch finished = new CountDownLatch(1);
        SSHClient client = new SSHClient(config);
        try (client) {
            client.addHostKeyVerifier(pin);
            client.setConnectTimeout(Math.toIntExact(deadline.toMillis()));
            executor.execute(() -> cutWhenLate(client, finished, late, deadline));
            client.connect(target.address().toString(), target.port());
            client.auth(target.user(), new AuthPublickey(new KeyPairWrapper(target.ours())));
            Ran ran = run(client, command);
            return late.get() ? new Ran.TimedOut(deadline) : ran;
        } catch (IOException e) {
            return late.get() ? new Ran.TimedOut(deadline) : why(e, target, pin);
        } finally {
            finished.countDown();
        }
    }

    private Ran run(SSHClient client, String command) throws IOException {
        try (Session session = client.startSession()) {
            return outcome(session.exec(command));
        }
    }

    private Ran outcome(Session.Command running) {
        try {
            Capture output = new Capture(running.getInputStream());
            Capture errors = new Capture(running.getErrorStream());
            // Both at once: they share a window, and one that is not read stops the other.
            executor.execute(errors);
            output.run();
            errors.await();
            running.join();
            Integer status = running.getExitStatus();
            return status == null
                    ? new Ran.Lost("the connection ended before the command did")
                    : new Ran.Exited(status, output.text(), errors.text());
        } catch (IOException e) {
            return new Ran.Lost("the connection ended before the command did: " + e.getMessage());
        }
    }

    private static Ran why(IOException e, Target target, PinnedKey pin) {
        if (pin.offered().isPresent()) {
            return new Ran.WrongKey(
                    "%s has the host key %s, not %s"
                            .formatted(target.address(), pin.offered().get(), pin.fingerprint()));
        }
        if (e instanceof UserAuthException) {
            return new Ran.Denied(
                    "%s does not let %s in with our key"
                            .formatted(target.address(), target.user()));
        }
        return new Ran.Unreachable(
                "%s:%d does not answer: %s"
                        .formatted(target.address(), target.port(), e.getMessage()));
    }

    /// Closes the socket under a command that takes too long, wherever it hangs.
    private static void cutWhenLate(
            SSHClient client, CountDownLatch finished, AtomicBoolean late, Duration deadline) {
        try {
            if (finished.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            late.set(true);
            Socket socket = client.getSocket();
            if (socket != null) {
                socket.close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("closing a late connection: {}", e.toString());
        }
    }

    /// SSHJ logs every expected failure as an error; here each is a value already.
    private static final class Quiet implements net.schmizz.sshj.common.LoggerFactory {

        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    }

    /// Reads a stream to its end and keeps the beginning.
    private static final class Capture implements Runnable {

        private final InputStream stream;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CountDownLatch ended = new CountDownLatch(1);

        Capture(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[8192];
            try {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    kept.write(buffer, 0, Math.min(n, MOST_OUTPUT - kept.size()));
                }
            } catch (IOException e) {
                LOG.debug("output ended early: {}", e.toString());
            } finally {
                ended.countDown();
            }
        }

        void await() throws IOException {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
