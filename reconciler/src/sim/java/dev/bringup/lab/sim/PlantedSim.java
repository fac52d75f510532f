package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether the simulation would notice: mistakes are put into the program one by one, and each must
/// be caught.
class PlantedSim {

    private static final int MOST = 300;
    private static final Path TABLE = Path.of("docs/simulation.md");

    static Stream<Bug> bugs() {
        return Bug.ALL.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void isCaught(Bug bug, @TempDir Path folder) throws Exception {
        try (Planted planted = new Planted(bug, folder)) {
            for (int seed = 0; seed < MOST; seed++) {
                Optional<String> caught = planted.play(seed);
                if (caught.isPresent()) {
                    System.out.printf(
                            "| %s | %s | %d | %s |%n",
                            bug.name(), bug.story().test(), seed + 1, caught.get());
                    return;
                }
            }
        }
        throw new AssertionError(bug.name() + ": not noticed in " + MOST + " seeds");
    }

    @Test
    void eachStandsInTheTable() throws IOException {
        List<String> told = Files.readAllLines(TABLE);

        for (Bug bug : Bug.ALL) {
            String row = "| " + bug.name() + " | " + bug.story().test() + " | ";
            assertTrue(told.stream().anyMatch(line -> line.startsWith(row)), row);
        }
        assertTrue(Bug.ALL.size() >= 12, "too few to mean anything");
    }
}
