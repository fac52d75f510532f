package dev.bringup.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.userauth.UserAuthException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/// Runs commands on machines. Blocking: for virtual threads.
public final class Ssh {

    /// Kept of each output; the rest is read and forgotten.
    public static final int MOST_OUTPUT = 256 << 10;

    /// As the library says it before it asks anybody.
    private static final String BAD_CERTIFICATE = "certificate check failed";

    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Ssh.class);

    private final DefaultConfig config;
    private final Executor executor;
    private final Spare spare;

    /// `executor` runs a task for each command that watches its deadline.
    public Ssh(Executor executor) {
        this(executor, KEPT);
    }

    /// `kept` is how long a connection waits for the next command.
    Ssh(Executor executor, Duration kept) {
        config = quiet();
        this.executor = executor;
        spare = new Spare(kept);
    }

    static DefaultConfig quiet() {
        // Before anything of the library runs: the JDK has all that we need of it.
        SecurityUtils.setRegisterBouncyCastle(false);
        DefaultConfig config = new DefaultConfig();
        config.setLoggerFactory(new Quiet());
        return config;
    }

    /// Whatever happens is a value, and it happens within the deadline.
    public Ran exec(Target target, String command, Duration deadline) {
        return exec(target, command, deadline, _ -> {});
    }

    /// Hands this text to the command as its input: a secret does not belong into a command line.
    public Ran feed(Target target, String command, String input, Duration deadline) {
        return exec(target, new Order(command, text(input), _ -> {}, Optional.empty()), deadline);
    }

    /// The same with all that a stream has, however much that is.
    public Ran pour(Target target, String command, InputStream input, Duration deadline) {
        return exec(
                target,
                new Order(command, Optional.of(input::transferTo), _ -> {}, Optional.empty()),
                deadline);
    }

    /// The same, with all that it prints going into a stream, which stays open.
    public Ran save(
            Target target, String command, String input, OutputStream into, Duration deadline) {
        return exec(target, new Order(command, text(input), _ -> {}, Optional.of(into)), deadline);
    }

    /// `lines` gets each line of both outputs when it is printed.
    public Ran exec(Target target, String command, Duration deadline, Consumer<String> lines) {
        return exec(
                target, new Order(command, Optional.empty(), lines, Optional.empty()), deadline);
    }

    /// What a command gets to read.
    private interface Input {
        void into(OutputStream stream) throws IOException;
    }

    private static Optional<Input> text(String text) {
        return Optional.of(text)
                .filter(t -> !t.isEmpty())
                .map(t -> stream -> stream.write(t.getBytes(StandardCharsets.UTF_8)));
    }

    private record Order(
            String command,
            Optional<Input> input,
            Consumer<String> lines,
            Optional<OutputStream> into) {}

    private Ran exec(Target target, Order order, Duration deadline) {
        KnownHost pin;
        try {
            pin = new KnownHost(target.host());
        } catch (IllegalArgumentException e) {
            return new Ran.WrongKey("no host key to expect: " + e.getMessage());
        }
        Watch watch = new Watch(deadline);
        executor.execute(watch);
        try {
            Optional<SSHClient> open = spare.take(target);
            Optional<Ran> ran =
                    open.isPresent()
                            ? run(open.get(), target, order, watch, deadline)
                            : Optional.empty();
            if (ran.isEmpty()) {
                SSHClient fresh = login(target, pin, watch, deadline);
                ran = run(fresh, target, order, watch, deadline);
            }
            return watch.isLate()
                    ? new Ran.TimedOut(deadline)
                    : ran.orElseGet(
                            () -> new Ran.Lost("the connection ended before the command began"));
        } catch (IOException e) {
            return watch.isLate() ? new Ran.TimedOut(deadline) : why(e, target, pin);
        } finally {
            watch.finished();
        }
    }

    /// Who does not show the key that it was given may have lost no more than our memory of it.
    private SSHClient login(Target target, KnownHost pin, Watch watch, Duration deadline)
            throws IOException {
        try {
            return knock(target, pin, watch, deadline);
        } catch (IOException e) {
            Optional<KnownHost> other =
                    pin.offered().isEmpty() ? Optional.empty() : KnownHost.certified(target.host());
            if (other.isEmpty() || watch.isLate()) {
                throw e;
            }
            return knock(target, other.get(), watch, deadline);
        }
    }

    private SSHClient knock(Target target, KnownHost pin, Watch watch, Duration deadline)
            throws IOException {
        SSHClient client = new SSHClient(config);
        try {
            client.addHostKeyVerifier(pin);
            client.setConnectTimeout(Math.toIntExact(deadline.toMillis()));
            hasten(client, deadline);
            watch.over(client);
            client.connect(target.address().toString(), target.port());
            client.auth(target.user(), Logins.of(target.ours(), executor));
            return client;
        } catch (IOException e) {
            Spare.close(client);
            throw e;
        }
    }

    private static void hasten(SSHClient client, Duration deadline) {
        int patience = Math.toIntExact(deadline.toMillis());
        client.getTransport().setTimeoutMs(patience);
        client.getConnection().setTimeoutMs(patience);
    }

    /// Empty when the connection was dead before the command left: nothing was done. One that is
    /// good is kept for the next command.
    private Optional<Ran> run(
            SSHClient client, Target target, Order order, Watch watch, Duration deadline)
            throws IOException {
        Captured output = new Captured(order.lines());
        Captured errors = new Captured(order.lines());
        Optional<Poured> poured = order.into().map(Poured::new);
        CommandChannel.Sink sink = poured.isPresent() ? poured.get() : output;
        boolean good = false;
        try (CommandChannel running = new CommandChannel(client.getConnection(), sink, errors)) {
            try {
                hasten(client, deadline);
                watch.over(client);
                running.open();
            } catch (IOException e) {
                LOG.debug("a connection to {} is of no use: {}", target, e.toString());
                return Optional.empty();
            }
            running.exec(order.command());
            if (order.input().isPresent()) {
                try (OutputStream input = running.getOutputStream()) {
                    order.input().get().into(input);
                }
            }
            Ran ran = outcome(running, output, errors);
            good = ran instanceof Ran.Exited && !watch.isLate();
            return Optional.of(poured.flatMap(Poured::trouble).<Ran>map(Ran.Lost::new).orElse(ran));
        } finally {
            if (good) {
                spare.keep(target, client);
            } else {
                Spare.close(client);
            }
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

    private static Ran why(IOException e, Target target, KnownHost pin) {
        // Nobody is told who we are before it is known who it is.
        if (e instanceof UserAuthException) {
            return new Ran.Denied(
                    "%s does not let %s in with our key"
                            .formatted(target.address(), target.user()));
        }
        if (pin.offered().isPresent()) {
            return new Ran.WrongKey(
                    "%s has the host key %s, not %s"
                            .formatted(target.address(), pin.offered().get(), pin.expected()));
        }
        if (String.valueOf(e.getMessage()).contains(BAD_CERTIFICATE)) {
            return new Ran.WrongKey(target.address() + ": " + e.getMessage());
        }
        return new Ran.Unreachable(
                "%s:%d does not answer: %s"
                        .formatted(target.address(), target.port(), e.getMessage()));
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
