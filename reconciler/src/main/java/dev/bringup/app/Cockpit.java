package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Attempt;
import dev.bringup.model.CommitId;
import dev.bringup.model.MachineId;
import dev.bringup.notify.Notifier;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Tally;
import dev.bringup.port.Tape;
import dev.bringup.port.Trouble;
import dev.bringup.port.Witness;
import dev.bringup.query.Board;
import dev.bringup.secrets.Mask;
import dev.bringup.telemetry.Meters;
import dev.bringup.telemetry.Tracer;
import dev.bringup.web.Console;
import dev.bringup.web.Exposition;
import dev.bringup.web.Posts;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What shows the reconciler to people: log lines, metrics, the console.
record Cockpit(
        Board board,
        Meters meters,
        Console console,
        Daemon.Windows windows,
        Optional<Tracer> tracer,
        Optional<Notifier> notifier)
        implements AutoCloseable {

    private static final int EVENTS_KEPT = 2000;

    /// `dataDir` is where the token is that changes need.
    static Cockpit open(
            Settings.Console where, Path dataDir, String version, Consumer<String> lines)
            throws Failure {
        Board board = new Board(EVENTS_KEPT);
        Meters meters = new Meters(version);
        Mask mask = new Mask();
        Logs.hide(mask::hide);
        Logs.commits(machine -> commit(board, machine));
        String token = ApiToken.load(dataDir);
        mask.learn(token);
        where.hookSecret().ifPresent(mask::learn);
        Switchboard orders = new Switchboard();
        InstantSource clock = InstantSource.system();
        FlightRecorder recorder = new FlightRecorder(clock, mask::hide);
        Optional<Tracer> tracer =
                where.observers().collector().map(to -> new Tracer(to, mask::hide, meters));
        tracer.ifPresent(sender -> aside(sender::run));
        Optional<Notifier> notifier =
                where.observers().notifying().map(n -> n.start(dataDir, mask, meters));
        Everybody everybody =
                new Everybody(
                        Stream.concat(
                                        Stream.of(board, meters, new Lines(mask::hide, lines)),
                                        Stream.concat(tracer.stream(), notifier.stream()))
                                .toList());
        Troubles troubles = new Troubles(clock, everybody::noted);
        try {
            InetSocketAddress wanted =
                    new InetSocketAddress(
                            InetAddress.getByAddress(where.listen().bytes()), where.port());
            Console console =
                    Console.open(
                            wanted,
                            board,
                            Posts.of(orders, token, where.hookSecret())
                                    .with(
                                            new Bundles(
                                                    board,
                                                    new Bundles.Kept(recorder, troubles),
                                                    mask::hide,
                                                    clock,
                                                    Cockpit::aside)),
                            new Scraped(meters),
                            mask::hide,
                            clock);
            return new Cockpit(
                    board,
                    meters,
                    console,
                    new Daemon.Windows(
                            everybody,
                            new Counted(meters, new Taped(recorder, troubles)),
                            board::latest,
                            board::fleet,
                            mask,
                            orders::connect,
                            board::recall),
                    tracer,
                    notifier);
        } catch (BindException | UnknownHostException e) {
            throw new Failure(Exit.WORLD_UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    /// Of the attempt that is open, else the one in force.
    private static Optional<String> commit(Board board, String machine) {
        return board.latest()
                .flatMap(now ->
                        now.observed()
                                .attempt(new MachineId(machine))
                                .map(Attempt::commit)
                                .or(() -> now.desired().map(d -> d.commit().id())))
                .map(CommitId::brief);
    }

    private static void aside(Runnable task) {
        Thread.startVirtualThread(task);
    }

    /// What is counted is kept for the flight recorder, too.
    private record Counted(Tally tally, Tape tape) implements Tally {
        @Override
        public void add(String series, String kind, String outcome, long more) {
            tally.add(series, kind, outcome, more);
        }

        @Override
        public void expires(String certificate, Instant at) {
            tally.expires(certificate, at);
        }

        @Override
        public void time(String series, String kind, String outcome, Duration took) {
            tally.time(series, kind, outcome, took);
        }
    }

    private record Taped(FlightRecorder recorder, Troubles troubles) implements Tape {
        @Override
        public void line(MachineId machine, Track track, String text) {
            recorder.line(machine, track, text);
        }

        @Override
        public void packet(
                MachineId machine, InetSocketAddress from, InetSocketAddress to, ByteBuffer data) {
            recorder.packet(machine, from, to, data);
        }

        @Override
        public void trouble(Trouble trouble) {
            troubles.add(trouble);
        }
    }

    String url() {
        return "http://"
                + console.address().getAddress().getHostAddress()
                + ":"
                + console.address().getPort()
                + "/";
    }

    @Override
    public void close() {
        notifier.ifPresent(Notifier::close);
        tracer.ifPresent(Tracer::close);
        console.close();
    }

    private record Scraped(Meters meters) implements Exposition {
        @Override
        public String text() {
            return meters.scrape();
        }

        @Override
        public Optional<String> openMetrics() {
            return Optional.of(meters.openMetrics());
        }
    }

    /// Tells all of them, in order.
    private record Everybody(List<Witness> all) implements Witness {
        @Override
        public void noted(Note note) {
            all.forEach(w -> w.noted(note));
        }

        @Override
        public void published(Status status) {
            all.forEach(w -> w.published(status));
        }
    }
}
