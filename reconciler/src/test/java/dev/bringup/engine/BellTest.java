package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.port.Effect;
import dev.bringup.port.Message;
import dev.bringup.port.SourceAnswer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Somebody rings: Git is looked at without waiting for the poll.
class BellTest {

    private final Bench bench = new Bench();

    private long fetches() {
        return bench.effects.stream().filter(Effect.Fetch.class::isInstance).count();
    }

    @Test
    void aRingIsALookAtOnce() {
        bench.git(Fleet.of(1, 1, 1));
        bench.effects.clear();
        bench.pass(Duration.ofSeconds(1));
        assertEquals(0, fetches());
        bench.tell(new Message.Rung());
        assertEquals(1, fetches());
    }

    @Test
    void manyRingsDuringALookAreOneMore() {
        bench.git(Fleet.of(1, 1, 1));
        bench.effects.clear();
        for (int i = 0; i < 50; i++) {
            bench.tell(new Message.Rung());
        }
        assertEquals(1, fetches());
        bench.git(new SourceAnswer.Unchanged());
        assertEquals(2, fetches());
        bench.git(new SourceAnswer.Unchanged());
        assertEquals(2, fetches());
    }
}
