package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Power;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// BMCs that stall or say nothing are nobody else's trouble.
@Timeout(60)
class CircuitsTest {

    private static final Instant START = Instant.parse("2026-09-01T12:00:00Z");
    private static final int BMCS = 200;
    private static final int ROUNDS = 10;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Circuits circuits = new Circuits(now::get);
    private int calls;

    private interface Look {
        Power power() throws Unable;
    }

    private static Controller bmc(Look look) {
        return new Controller() {
            @Override
            public Power status() throws Unable {
                return look.power();
            }

            @Override
            public void apply(Ladder.Verb verb, Ladder.NextBoot next) throws Unable {
                assertEquals(Power.ON, look.power());
            }

            @Override
            public void confirm(Power wanted) throws Unable {
                assertEquals(wanted, look.power());
            }
        };
    }

    private Controller silent() {
        return circuits.guard(
                "BMC b1",
                "10.0.9.1:623",
                bmc(() -> {
                    calls++;
                    throw new Unable("BMC b1 does not answer", Unable.Cure.SILENCE);
                }));
    }

    private String says(Controller controller) {
        return assertThrows(Unable.class, controller::status).because();
    }

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    @Test
    void whoWasSilentThreeTimesIsLeftAloneForAWhile() {
        Controller silent = silent();
        for (int i = 0; i < 3; i++) {
            assertEquals("BMC b1 does not answer", says(silent));
        }
        String resting = "BMC b1 did not answer 3 times; it is asked again in 15 s";
        assertEquals(resting, says(silent));
        assertEquals(resting, says(silent));
        assertEquals(3, calls);

        pass(Duration.ofSeconds(15));
        assertEquals("BMC b1 does not answer", says(silent));
        assertEquals("BMC b1 did not answer 4 times; it is asked again in 30 s", says(silent));
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMinutes(5));
            assertEquals("BMC b1 does not answer", says(silent));
        }
        assertEquals("BMC b1 did not answer 14 times; it is asked again in 300 s", says(silent));
    }

    @Test
    void anAnswerOfAnyKindIsALifeSign() throws Unable {
        List<Unable.Cure> script =
                new ArrayList<>(
                        List.of(
                                Unable.Cure.SILENCE,
                                Unable.Cure.SILENCE,
                                Unable.Cure.HUMAN,
                                Unable.Cure.SILENCE,
                                Unable.Cure.SILENCE));
        Controller moody =
                circuits.guard(
                        "BMC b2",
                        "10.0.9.2:623",
                        bmc(() -> {
                            if (script.isEmpty()) {
                                return Power.ON;
                            }
                            throw new Unable("no", script.removeFirst());
                        }));
        for (int i = 0; i < 5; i++) {
            assertEquals("no", says(moody));
        }
        assertEquals(Power.ON, moody.status());
        moody.apply(Ladder.Verb.ON, Ladder.NextBoot.AS_IT_IS);
        moody.confirm(Power.ON);
    }

    /// One answers after 60 s. Time goes on only when nobody can do anything without it, so what
    /// the others take beyond their own work is what they wait for each other.
    @Test
    void oneThatAnswersAfterAMinuteDelaysNoneOfTheOthers() throws Exception {
        List<Duration> alone = rounds(new CountDownLatch(0));
        CountDownLatch minute = new CountDownLatch(1);
        List<Duration> beside = rounds(minute);
        double ratio = p99(beside).toNanos() / (double) p99(alone).toNanos();
        System.out.printf("p99 beside a BMC that stalls / without it: %.2f%n", ratio);
        assertEquals(1.0, ratio);
    }

    private static Duration p99(List<Duration> all) {
        List<Duration> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        return sorted.get(sorted.size() * 99 / 100);
    }

    /// What each of the others took, in virtual time: its work, and what passed beside it.
    private List<Duration> rounds(CountDownLatch minute) throws Exception {
        Circuits rack = new Circuits(now::get);
        CountDownLatch stalling = new CountDownLatch(1);
        Controller slow =
                rack.guard(
                        "BMC slow",
                        "slow",
                        bmc(() -> {
                            stalling.countDown();
                            await(minute);
                            return Power.ON;
                        }));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Power> answer = threads.submit(slow::status);
            await(stalling);
            List<Duration> took = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<Future<Duration>> looks =
                        IntStream.range(1, BMCS)
                                .mapToObj(n -> threads.submit(() -> look(rack, n)))
                                .toList();
                for (Future<Duration> look : looks) {
                    took.add(look.get(30, TimeUnit.SECONDS));
                }
                if (minute.getCount() > 0) {
                    assertEquals("BMC slow is busy with another command", says(slow));
                    assertTrue(!answer.isDone(), "it stalls all the while");
                }
                pass(Duration.ofSeconds(60).dividedBy(ROUNDS));
            }
            minute.countDown();
            assertEquals(Power.ON, answer.get(30, TimeUnit.SECONDS));
            return took;
        }
    }

    private Duration look(Circuits rack, int n) throws Unable {
        Instant asked = now.get();
        Duration work = Duration.ofMillis(50 + n);
        Power seen = rack.guard("BMC " + n, "bmc-" + n, bmc(() -> Power.ON)).status();
        assertEquals(Power.ON, seen);
        return work.plus(Duration.between(asked, now.get()));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(50, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
