package dev.bringup.notify;

import dev.bringup.model.Receiver;
import dev.bringup.port.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings one receiver its letters, one after the other, on its own thread. Who hands it a notice
/// never waits: what is too much is dropped and counted.
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /// Waiting while the receiver does not answer.
    private static final int MOST = 256;

    private static final int TRIES = 12;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /// The last one: there are no others after it.
    private static final Notice END =
            new Notice(Instant.EPOCH, Receiver.Topic.ALARM, Optional.empty(), "", "");

    /// However long the other side asks for.
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final Duration DAY = Duration.ofDays(1);

    /// How it waits between two tries; a test does not.
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final Receiver receiver;
    private final Channel channel;
    private final Function<Letter, String> words;
    private final InstantSource clock;
    private final Tally tally;
    private final Pause pause;
    private final BlockingQueue<Notice> queue = new ArrayBlockingQueue<>(MOST);

    Courier(
            Receiver receiver,
            Channel channel,
            Function<Letter, String> words,
            InstantSource clock,
            Tally tally,
            Pause pause) {
        this.receiver = receiver;
        this.channel = channel;
        this.words = words;
        this.clock = clock;
        this.tally = tally;
        this.pause = pause;
    }

    void offer(Notice notice) {
        if (receiver.on().contains(notice.topic()) && !queue.offer(notice)) {
            count("dropped");
        }
    }

    /// What it was handed is still brought, and then it ends.
    void finish() throws InterruptedException {
        queue.put(END);
    }

    /// Until it is to finish, or interrupted.
    void run() {
        Pacing pacing = new Pacing(receiver);
        try {
            Notice notice = await(pacing.next());
            while (!END.equals(notice)) {
                if (notice != null) {
                    switch (pacing.take(notice, clock.instant())) {
                        case Pacing.Fate.Send(Letter letter) -> deliver(letter);
                        case Pacing.Fate.Same _ -> count("same");
                        case Pacing.Fate.Over _ -> count("over");
                    }
                }
                for (Letter letter : pacing.due(clock.instant())) {
                    deliver(letter);
                }
                notice = await(pacing.next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.close();
        }
    }

    private @Nullable Notice await(Optional<Instant> until) throws InterruptedException {
        Duration wait =
                until.map(u -> Duration.between(clock.instant(), u).plusMillis(1)).orElse(DAY);
        return queue.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void deliver(Letter letter) throws InterruptedException {
        String text = words.apply(letter);
        Duration wait = FIRST_PAUSE;
        String because = "";
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            switch (channel.send(letter, text)) {
                case Delivery.Sent _ -> {
                    count("sent");
                    return;
                }
                case Delivery.Refused(String why) -> {
                    count("refused");
                    LOG.warn("{} refuses a notification: {}", receiver.name(), why);
                    return;
                }
                case Delivery.Later(String why, Optional<Duration> after) -> {
                    because = why;
                    if (attempt < TRIES) {
                        pause.of(shorter(after.orElse(wait), PATIENCE));
                    }
                    wait = shorter(wait.multipliedBy(2), LONGEST_PAUSE);
                }
            }
        }
        count("lost");
        LOG.warn("a notification for {} is lost: {}", receiver.name(), because);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void count(String outcome) {
        tally.count("notifications", receiver.name(), outcome);
    }
}
