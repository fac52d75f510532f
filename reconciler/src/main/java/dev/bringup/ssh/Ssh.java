package dev.bringup.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
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

    /// `executor` runs a task for each command that watches its deadline.
    public Ssh(Executor executor) {
        // Before anything of the library runs: the JDK has all that we need of it.
        SecurityUtils.setRegisterBouncyCastle(false);
        config = new DefaultConfig();
        config.setLoggerFactory(new Quiet());
        this.executor = executor;
    }

    /// A private key as ssh-keygen writes it.
    public KeyPair key(String text) throws IOException {
        try (SSHClient client = new SSHClient(config)) {
            KeyProvider key = client.loadKeys(text.strip() + "\n", null, null);
            return new KeyPair(key.getPublic(), key.getPrivate());
        }
    }

    /// Whatever happens is a value, and it happens within the deadline.
    public Ran exec(Target target, String command, Duration deadline) {
        return exec(target, command, deadline, _ -> {});
    }

    /// Hands this text to the command as its input: a secret does not belong into a command line.
    public Ran feed(Target target, String command, String input, Duration deadline) {
        return exec(target, new Order(command, input, _ -> {}, Optional.empty()), deadline);
    }

    /// The same, with all that it prints going into a stream, which stays open.
    public Ran save(
            Target target, String command, String input, OutputStream into, Duration deadline) {
        return exec(target, new Order(command, input, _ -> {}, Optional.of(into)), deadline);
    }

    /// `lines` gets each line of both outputs when it is printed.
    public Ran exec(Target target, String command, Duration deadline, Consumer<String> lines) {
        return exec(target, new Order(command, "", lines, Optional.empty()), deadline);
    }

    private record Order(
            String command, String input, Consumer<String> lines, Optional<OutputStream> into) {}

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
            int patience = Math.toIntExact(deadline.toMillis());
            client.setConnectTimeout(patience);
            client.getTransport().setTimeoutMs(patience);
            client.getConnection().setTimeoutMs(patience);
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

    private static Ran run(SSHClient client, Order order) throws IOException {
        Captured output = new Captured(order.lines());
        Captured errors = new Captured(order.lines());
        Optional<Poured> poured = order.into().map(Poured::new);
        CommandChannel.Sink sink = poured.isPresent() ? poured.get() : output;
        try (CommandChannel running = new CommandChannel(client.getConnection(), sink, errors)) {
            running.open();
            running.exec(order.command());
            if (!order.input().isEmpty()) {
                try (OutputStream input = running.getOutputStream()) {
                    input.write(order.input().getBytes(StandardCharsets.UTF_8));
                }
            }
            Ran ran = outcome(running, output, errors);
            return poured.flatMap(Poured::trouble).<Ran>map(Ran.Lost::new).orElse(ran);
        }
    }

    private static Ran outcome(CommandChannel running, Captured output, Captured errors) {
        try {
            running.join();
            output.end();
            errors.end();
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
}
