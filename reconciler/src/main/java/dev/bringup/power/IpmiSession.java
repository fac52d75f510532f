package dev.bringup.power;

import dev.bringup.model.Rung;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.Bytes;
import dev.bringup.power.ipmi.Chassis;
import dev.bringup.power.ipmi.CipherSuite;
import dev.bringup.power.ipmi.ConsoleSide;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One session with one BMC on a socket of its own: sends, waits, and sends again, ever slower.
final class IpmiSession implements AutoCloseable {

    /// Slower than the slowest honest BMC answers: a repeated command may be carried out twice.
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private static final Duration CLOSING = Duration.ofMillis(200);

    private final DatagramSocket socket;
    private final ConsoleSide console;
    private final Rung.Bmc bmc;
    private final InstantSource clock;
    private final Duration patience;

    private IpmiSession(
            DatagramSocket socket,
            ConsoleSide console,
            Rung.Bmc bmc,
            InstantSource clock,
            Duration patience) {
        this.socket = socket;
        this.console = console;
        this.bmc = bmc;
        this.clock = clock;
        this.patience = patience;
    }

    static IpmiSession open(
            Rung.Bmc bmc,
            CipherSuite suite,
            BmcSide.Login login,
            RandomGenerator random,
            InstantSource clock,
            Duration patience)
            throws Unable {
        IpmiSession session =
                new IpmiSession(
                        connected(bmc),
                        new ConsoleSide(suite, login, random),
                        bmc,
                        clock,
                        patience);
        try {
            Instant until = clock.instant().plus(patience);
            while (!session.console.isUp()) {
                session.exchange(until);
            }
            // The session begins with the command that raises it to what chassis control needs.
            session.checked(session.exchange(until));
            return session;
        } catch (Unable refusal) {
            session.socket.close();
            throw refusal;
        }
    }

    private static DatagramSocket connected(Rung.Bmc bmc) throws Unable {
        try {
            InetAddress address = InetAddress.getByAddress(bmc.address().bytes());
            DatagramSocket socket = new DatagramSocket();
            socket.connect(address, bmc.port());
            return socket;
        } catch (IOException e) {
            throw new Unable("BMC %s: %s".formatted(bmc.name(), e.getMessage()), Unable.Cure.TIME);
        }
    }

    /// Runs a command; a completion code other than success is a failure. Returns the content of
    /// the answer, completion code first.
    Bytes run(Chassis.Command command) throws Unable {
        console.ask(command);
        return checked(exchange(clock.instant().plus(patience)));
    }

    private Bytes checked(Optional<Bytes> answer) throws Unable {
        Bytes content = answer.orElse(Bytes.of(0xff));
        if (content.u8(0) != Chassis.OK) {
            throw new Unable(
                    "BMC %s refuses the command (completion code 0x%02x)"
                            .formatted(bmc.name(), content.u8(0)),
                    Unable.Cure.TIME);
        }
        return content;
    }

    /// One step: until the session has moved (empty) or the answer is there.
    private Optional<Bytes> exchange(Instant until) throws Unable {
        Duration wait = FIRST_WAIT;
        while (clock.instant().isBefore(until)) {
            Instant repeat = min(clock.instant().plus(wait), until);
            send();
            for (Optional<Bytes> packet = receive(repeat);
                    packet.isPresent();
                    packet = receive(repeat)) {
                switch (console.on(packet.get())) {
                    case ConsoleSide.Heard.Other _ -> {}
                    case ConsoleSide.Heard.Moved() -> {
                        return Optional.empty();
                    }
                    case ConsoleSide.Heard.Answer(Bytes content) -> {
                        return Optional.of(content);
                    }
                    case ConsoleSide.Heard.Refused(String because) ->
                            throw new Unable(
                                    "BMC %s: %s".formatted(bmc.name(), because), Unable.Cure.HUMAN);
                }
            }
            wait = wait.multipliedBy(2);
        }
        throw new Unable(
                "BMC %s at %s:%d does not answer".formatted(bmc.name(), bmc.address(), bmc.port()),
                Unable.Cure.SILENCE);
    }

    private void send() throws Unable {
        byte[] packet = console.due().array();
        try {
            socket.send(new DatagramPacket(packet, packet.length));
        } catch (PortUnreachableException _) {
            // What an earlier packet met; the next one may meet a BMC that has started.
        } catch (IOException e) {
            throw new Unable("BMC %s: %s".formatted(bmc.name(), e.getMessage()), Unable.Cure.TIME);
        }
    }

    private Optional<Bytes> receive(Instant until) throws Unable {
        byte[] buffer = new byte[1024];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (true) {
            long left = Duration.between(clock.instant(), until).toMillis();
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                socket.setSoTimeout(Math.toIntExact(left));
                socket.receive(packet);
                return Optional.of(Bytes.copy(buffer, 0, packet.getLength()));
            } catch (SocketTimeoutException _) {
                return Optional.empty();
            } catch (PortUnreachableException _) {
                pause(Duration.ofMillis(Math.min(left, 100)));
            } catch (IOException e) {
                throw new Unable(
                        "BMC %s: %s".formatted(bmc.name(), e.getMessage()), Unable.Cure.TIME);
            }
        }
    }

    private static void pause(Duration time) throws Unable {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unable("interrupted", Unable.Cure.TIME);
        }
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /// BMCs have few sessions: leaving one open locks others out for a minute.
    @Override
    public void close() {
        try (socket) {
            console.askToClose();
            exchange(clock.instant().plus(CLOSING));
        } catch (Unable _) {
            // It ends by itself.
        }
    }
}
