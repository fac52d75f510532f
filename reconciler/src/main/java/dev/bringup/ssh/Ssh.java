package dev.bringup.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
        return exec(target, command, deadline, _ -> {});
    }

    /// Hands this text to the command as its input: a secret does not belong into a command line.
    public Ran feed(Target target, String command, String input, Duration deadline) {
        return exec(target, new Order(command, input, _ -> {}), deadline);
    }

    /// `lines` gets each line of both outputs when it is printed, from two threads.
    public Ran exec(Target target, String command, Duration deadline, Consumer<String> lines) {
        return exec(target, new Order(command, "", lines), deadline);
    }

    private record Order(String command, String input, Consumer<String> lines) {}

    private Ran exec(Target target, Order order, Duration deadline) {
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
            Ran ran = run(client, order);
            return late.get() ? new Ran.TimedOut(deadline) : ran;
        } catch (IOException e) {
            return late.get() ? new Ran.TimedOut(deadline) : why(e, target, pin);
        } finally {
            finished.countDown();
        }
    }

    private Ran run(SSHClient client, Order order) throws IOException {
        try (Session session = client.startSession()) {
            Session.Command running = session.exec(order.command());
            if (!order.input().isEmpty()) {
                try (OutputStream input = running.getOutputStream()) {
                    input.write(order.input().getBytes(StandardCharsets.UTF_8));
                }
            }
            return outcome(running, order.lines());
        }
    }

    private Ran outcome(Session.Command running, Consumer<String> lines) {
        try {
            Capture output = new Capture(running.getInputStream(), lines);
            Capture errors = new Capture(running.getErrorStream(), lines);
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

    /// Reads a stream to its end and keeps the beginning; each line of it is told.
    private static final class Capture implements Runnable {

        private static final int MOST_LINE = 1024;

        private final InputStream stream;
        private final Consumer<String> lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CountDownLatch ended = new CountDownLatch(1);

        Capture(InputStream stream, Consumer<String> lines) {
            this.stream = stream;
            this.lines = lines;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[8192];
            try {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    kept.write(buffer, 0, Math.min(n, MOST_OUTPUT - kept.size()));
                    tell(buffer, n);
                }
                end();
            } catch (IOException e) {
                LOG.debug("output ended early: {}", e.toString());
            } finally {
                ended.countDown();
            }
        }

        private void tell(byte[] buffer, int length) {
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    end();
                } else if (line.size() < MOST_LINE) {
                    line.write(buffer[i]);
                }
            }
        }

        private void end() {
            if (line.size() > 0) {
                lines.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
                line.reset();
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
