package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The benchmarks that everybody can run do run, on a small fleet: nothing else compiles them.
class BenchesReal {

    private static String ran(String script) throws Exception {
        Commands.Ran ran = Commands.run("sh", "bench/" + script, "200");
        assertEquals(0, ran.status(), ran.output());
        return ran.output();
    }

    @Test
    void aLookIsMeasured() throws Exception {
        String said = ran("diff.sh");
        for (String line :
                List.of(
                        "memory per machine ",
                        "look, nothing to do ",
                        "look, one machine changed ",
                        "look, all machines changed ")) {
            assertTrue(said.contains("\n" + line), said);
        }
    }

    @Test
    void validatingIsMeasured() throws Exception {
        String said = ran("validate.sh");
        assertTrue(said.contains("validated 200 machine files in "), said);
    }
}
