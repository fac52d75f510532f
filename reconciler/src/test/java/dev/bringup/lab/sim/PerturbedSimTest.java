package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One thing goes wrong, at a few of the places where it can; `PerturbedSim` tries all of them.
class PerturbedSimTest {

    private static final int PLACES = 3;

    @ParameterizedTest
    @EnumSource(Perturbed.class)
    void whateverGoesWrongOnceTheStoryEndsWell(Perturbed story) {
        Map<Fault, Integer> chances = story.chances();
        assertTrue(chances.keySet().contains(Fault.ANSWER_STALE), chances::toString);

        List<String> wrong =
                chances.entrySet().stream()
                        .flatMap(each ->
                                IntStream.range(0, PLACES)
                                        .map(n -> 1 + n * each.getValue() / PLACES)
                                        .distinct()
                                        .mapToObj(n -> new Chaos.Shot(each.getKey(), n)))
                        .map(story::wrong)
                        .flatMap(Optional::stream)
                        .toList();

        assertEquals(List.of(), wrong);
    }
}
