package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class BarTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Bar bar(boolean terminal) {
        return new Bar(
                "os",
                new PrintStream(said, true, StandardCharsets.UTF_8),
                terminal,
                InstantSource.fixed(Instant.EPOCH));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void inAPipeEachTenthIsALine() {
        Bar bar = bar(false);
        for (long bytes = 0; bytes <= 5_000_000; bytes += 250_000) {
            bar.at(bytes, 5_000_000);
        }
        bar.end("done");
        assertEquals(12, said().lines().count());
        assertEquals("os: 0% of 5.0 MB", said().lines().findFirst().orElseThrow());
        assertEquals("os: done", said().lines().toList().getLast());
    }

    @Test
    void onATerminalOneLineGrows() {
        Bar bar = bar(true);
        bar.at(2_500_000, 5_000_000);
        bar.at(2_500_001, 5_000_000); // not so soon again
        bar.at(5_000_000, 5_000_000);
        bar.end("done");
        assertEquals(
                "\r\u001b[Kos  [############            ]  50% of 5.0 MB"
                        + "\r\u001b[Kos  [########################]  100% of 5.0 MB"
                        + "\r\u001b[Kos: done\n",
                said());
    }

    @Test
    void aFileOfUnknownSizeSaysHowMuchCame() {
        Bar bar = bar(true);
        bar.at(2_500_000, -1);
        assertEquals("\r\u001b[Kos  [                        ]  2.5 MB", said());
    }
}
