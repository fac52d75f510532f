package dev.bringup.power;

import dev.bringup.model.Power;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps BMCs apart: each is spoken to by one caller at a time, and one that was silent again and
/// again is left alone for a while. Nothing here is shared between two of them, so that none waits
/// for another one's.
final class Circuits {

    /// So often it may say nothing before it is left alone.
    private static final int SILENCES = 3;

    private static final Duration FIRST_REST = Duration.ofSeconds(15);
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    /// How long a command waits for another one to the same BMC. A look does not wait.
    private static final Duration TURN = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();

    Circuits(InstantSource clock) {
        this.clock = clock;
    }

    private interface Call<T> {
        T run() throws Unable;
    }

    /// `place` is what a BMC is told from another by, `name` what people call it.
    Controller guard(String name, String place, Controller inside) {
        Circuit circuit = circuits.computeIfAbsent(place, _ -> new Circuit(name));
        return new Controller() {
            @Override
            public Power status() throws Unable {
                return circuit.through(Duration.ZERO, inside::status);
            }

            @Override
            public void apply(Ladder.Verb verb, Ladder.NextBoot next) throws Unable {
                boolean _ =
                        circuit.through(
                                TURN,
                                () -> {
                                    inside.apply(verb, next);
                                    return true;
                                });
            }

            @Override
            public void confirm(Power wanted) throws Unable {
                boolean _ =
                        circuit.through(
                                TURN,
                                () -> {
                                    inside.confirm(wanted);
                                    return true;
                                });
            }
        };
    }

    /// Of one BMC; what changes is only touched by who has the turn.
    private final class Circuit {

        private final String name;
        private final ReentrantLock turn = new ReentrantLock();
        private int silences;
        private Instant until = Instant.MIN;

        Circuit(String name) {
            this.name = name;
        }

        <T> T through(Duration wait, Call<T> call) throws Unable {
            take(wait);
            try {
                rest();
                T answer = call.run();
                silences = 0;
                return answer;
            } catch (Unable failure) {
                switch (failure.cure()) {
                    case SILENCE -> silent();
                    case RESTING -> {}
                    case TIME, BUSY, HUMAN -> silences = 0;
                }
                throw failure;
            } finally {
                turn.unlock();
            }
        }

        private void take(Duration wait) throws Unable {
            try {
                if (!turn.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new Unable(name + " is busy with another command", Unable.Cure.BUSY);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Unable("interrupted", Unable.Cure.TIME);
            }
        }

        private void rest() throws Unable {
            Instant now = clock.instant();
            if (silences >= SILENCES && now.isBefore(until)) {
                throw new Unable(
                        "%s did not answer %d times; it is asked again in %d s"
                                .formatted(
                                        name, silences, Duration.between(now, until).toSeconds()),
                        Unable.Cure.RESTING);
            }
        }

        private void silent() {
            silences++;
            int doublings = Math.clamp(silences - SILENCES, 0, 10);
            Duration rest = FIRST_REST.multipliedBy(1L << doublings);
            until = clock.instant().plus(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST);
        }
    }
}
