package dev.bringup.app;

import dev.bringup.engine.Engine;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Sighting;
import dev.bringup.port.BootDesk;
import dev.bringup.port.Message;
import dev.bringup.port.Tally;
import dev.bringup.store.SqliteJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread of the engine. Messages that came together are handled together and followed by
/// one look, so a burst of sightings costs no more than a single one.
final class Loop implements BootDesk {

    private static final Duration TICK = Duration.ofMillis(500);

    /// The shortest time between two looks that nobody waits for.
    private static final Duration LULL = Duration.ofMillis(50);

    /// Of the wall clock that is worth telling.
    private static final Duration JUMP = Duration.ofSeconds(1);

    private static final Duration NOTEWORTHY = Duration.ofSeconds(30);

    /// A process that starts after a crash has lost no more of the time than this.
    private static final Duration KEEP = Duration.ofSeconds(30);

    /// Beyond this sightings are dropped: they are cache, and come again. Questions and outcomes
    /// are not.
    private static final int MOST_WAITING = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final HostClock clock;
    private final Runnable keep;
    private volatile boolean stopped;

    /// `keep` writes down, now and then, what the clock says.
    Loop(HostClock clock, Runnable keep) {
        this.clock = clock;
        this.keep = keep;
    }

    void tell(Message message) {
        inbox.add(message);
    }

    void sighted(Sighting sighting) {
        if (inbox.size() < MOST_WAITING) {
            inbox.add(new Message.Sighted(sighting));
        }
    }

    @Override
    public void ask(BootRequest request, Consumer<BootAnswer> reply) {
        inbox.add(new Message.Asked(request, reply));
    }

    void stop() {
        stopped = true;
        inbox.add(new Message.Tick());
    }

    /// What the engine was told of the wall clock, and when the time was kept.
    private record Told(Duration ahead, Instant kept) {}

    private Told tellTime(Engine engine, Told before) {
        Instant now = clock.instant();
        Duration ahead = clock.ahead();
        Told told = before;
        if (ahead.minus(before.ahead()).abs().compareTo(JUMP) > 0) {
            if (ahead.abs().compareTo(NOTEWORTHY) > 0) {
                LOG.warn(
                        "the clock was set: it is {} s ahead of ours, which follows slowly",
                        ahead.toSeconds());
            }
            engine.handle(new Message.Wall(ahead), now);
            told = new Told(ahead, told.kept());
        }
        if (told.kept().equals(Instant.MIN) || !now.isBefore(told.kept().plus(KEEP))) {
            keep.run();
            told = new Told(told.ahead(), now);
        }
        return told;
    }

    /// There is no engine until `over`: messages are answered by another, or forgotten. Whether it
    /// is over; it may as well be stopped.
    boolean stand(Consumer<Message> answer, BooleanSupplier over) throws InterruptedException {
        while (!stopped && !over.getAsBoolean()) {
            for (Message m = inbox.poll(); m != null; m = inbox.poll()) {
                answer.accept(m);
            }
            Thread.sleep(TICK);
        }
        return !stopped;
    }

    /// Whoever asked what could not be written down is still to be answered.
    private void handle(Engine engine, Message message) {
        try {
            engine.handle(message, clock.instant());
        } catch (SqliteJournal.Unusable e) {
            inbox.add(message);
            throw e;
        }
    }

    /// Runs until stopped. An exception here is a bug or a journal that cannot be written: the next
    /// engine starts from what is true.
    void run(Engine engine, Tally tally) throws InterruptedException {
        engine.start(clock.instant());
        Told told = new Told(Duration.ZERO, Instant.MIN);
        while (!stopped) {
            told = tellTime(engine, told);
            Message message = inbox.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
            Instant start = clock.instant();
            while (message != null) {
                handle(engine, message);
                message = inbox.poll();
            }
            engine.look(clock.instant());
            tally.time("reconcile", "", "", Duration.between(start, clock.instant()));
            Thread.sleep(LULL);
        }
        LOG.info("engine stopped");
    }
}
