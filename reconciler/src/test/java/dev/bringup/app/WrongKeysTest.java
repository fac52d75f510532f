package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import dev.bringup.ssh.Ran;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WrongKeysTest {

    private static final Ran WRONG = new Ran.WrongKey("10.0.0.1 has the host key A, not B");

    private Instant now = Instant.parse("2026-09-01T00:00:00Z");
    private final WrongKeys keys = new WrongKeys(() -> now);

    private Optional<String> after(int seconds, String attempt, Ran ran) {
        now = now.plus(Duration.ofSeconds(seconds));
        return keys.judged(new MachineId("node-01"), Optional.of(new AttemptId(attempt)), ran);
    }

    @Test
    void whatLastsIsAnAlarmAndNotToldAgainAtOnce() {
        assertEquals(Optional.empty(), after(0, "a1", WRONG));
        assertEquals(Optional.empty(), after(89, "a1", WRONG));
        assertEquals(Optional.empty(), after(0, "a1", new Ran.Unreachable("rebooting")));
        assertEquals(
                Optional.of(
                        "SSH: 10.0.0.1 has the host key A, not B; somebody else answers there, or"
                                + " installed it. Bringup does not log in to it"),
                after(1, "a1", WRONG));
        assertEquals(Optional.empty(), after(899, "a1", WRONG));
        assertEquals(true, after(1, "a1", WRONG).isPresent());
    }

    /// A system that is not through its first boot has a key that nobody gave it.
    @Test
    void whatPassesIsNone() {
        assertEquals(Optional.empty(), after(0, "a1", WRONG));
        assertEquals(Optional.empty(), after(100, "a1", new Ran.Exited(0, "", "")));
        assertEquals(Optional.empty(), after(100, "a1", WRONG));
        assertEquals(Optional.empty(), after(100, "a2", WRONG), "another installation");
        assertEquals(Optional.empty(), after(80, "a2", WRONG));
    }
}
