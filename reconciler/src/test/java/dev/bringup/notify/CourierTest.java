package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.port.Tally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One receiver that answers as it likes, and a clock that only pauses move.
@Timeout(60)
class CourierTest {

    private static final Instant NOON = Instant.parse("2026-09-01T12:00:00Z");

    private final Queue<Delivery> answers = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<String> counted = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private final List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore open = new Semaphore(0);

    private final class Answering implements Channel {
        @Override
        public Delivery send(Letter letter, String text) throws InterruptedException {
            open.acquire();
            received.add(text);
            return Optional.ofNullable(answers.poll()).orElse(new Delivery.Sent());
        }
    }

    private final class Counting implements Tally {
        @Override
        public void add(String series, String kind, String outcome, long more) {
            counted.add(series + " " + kind + " " + outcome);
            ended.add(outcome);
        }

        @Override
        public void time(String series, String kind, String outcome, Duration took) {}
    }

    private final Courier courier =
            new Courier(
                    new Receiver(
                            "ops",
                            Set.of(Topic.ALARM),
                            PacingTest.receiver(1).way(),
                            new Receiver.Pace(Duration.ofHours(1), 300),
                            Optional.empty()),
                    new Answering(),
                    letter -> "[" + letter.plain() + "]",
                    InstantSource.fixed(NOON),
                    new Counting(),
                    time -> pauses.add(time.toSeconds()));
    private final Thread thread = Thread.ofVirtual().unstarted(courier::run);

    @AfterEach
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private static Notice notice(Topic topic, String text) {
        return new Notice(NOON, topic, Optional.empty(), text, text);
    }

    private String next() throws InterruptedException {
        return String.valueOf(ended.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void whatItIsToldOfIsSentInItsWordsAndTheRestIsNot() throws InterruptedException {
        open.release(100);
        thread.start();
        courier.offer(notice(Topic.READY, "never"));
        courier.offer(notice(Topic.ALARM, "one"));
        courier.offer(notice(Topic.ALARM, "one"));
        courier.offer(notice(Topic.ALARM, "two"));

        assertEquals(List.of("sent", "same", "sent"), List.of(next(), next(), next()));
        assertEquals(List.of("[one]", "[two]"), List.copyOf(received));
        assertEquals(
                List.of(
                        "notifications ops sent",
                        "notifications ops same",
                        "notifications ops sent"),
                counted);
    }

    @Test
    void whatFailsIsTriedAgainMoreAndMoreSeldomAndAsItAsks() throws InterruptedException {
        open.release(100);
        answers.add(new Delivery.Later("busy"));
        answers.add(new Delivery.Later("busy", Optional.of(Duration.ofSeconds(17))));
        answers.add(new Delivery.Later("busy", Optional.of(Duration.ofDays(3))));
        answers.add(new Delivery.Later("busy"));
        thread.start();
        courier.offer(notice(Topic.ALARM, "one"));

        assertEquals("sent", next());
        assertEquals(List.of(2L, 17L, 3600L, 16L), pauses);
    }

    @Test
    void whatIsNeverTakenIsLostAndWhatIsRefusedIsNotTriedAgain() throws InterruptedException {
        open.release(100);
        for (int i = 0; i < 12; i++) {
            answers.add(new Delivery.Later("busy"));
        }
        answers.add(new Delivery.Refused("no such channel"));
        thread.start();
        courier.offer(notice(Topic.ALARM, "one"));
        courier.offer(notice(Topic.ALARM, "two"));

        assertEquals(List.of("lost", "refused"), List.of(next(), next()));
        assertEquals(List.of(2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L), pauses);
        assertEquals(13, received.size());
    }

    @Test
    void whoHandsItANoticeNeverWaits() throws InterruptedException {
        thread.start();
        for (int i = 0; i < 400; i++) {
            courier.offer(notice(Topic.ALARM, "alarm-" + i));
        }
        open.release(400);
        List<String> all = new ArrayList<>();
        while (all.size() < 400) {
            all.add(next());
        }

        long dropped = all.stream().filter("dropped"::equals).count();
        assertEquals(400, dropped + all.stream().filter("sent"::equals).count());
        assertEquals(true, dropped == 144 || dropped == 143, "" + dropped);
    }
}
