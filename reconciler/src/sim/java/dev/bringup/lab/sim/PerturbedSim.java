package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One thing goes wrong, at every place where it can: a run for each.
class PerturbedSim {

    @ParameterizedTest
    @EnumSource(Perturbed.class)
    void whateverGoesWrongOnceTheStoryEndsWell(Perturbed story) {
        Map<Fault, Integer> chances = story.chances();
        for (Fault each :
                List.of(
                        Fault.KILLED_BEFORE_ENTRY,
                        Fault.KILLED_AFTER_ENTRY,
                        Fault.KILLED_AT_ANSWER,
                        Fault.ANSWER_STALE,
                        Fault.ANSWER_MISSED)) {
            assertTrue(chances.getOrDefault(each, 0) > 10, each + " of " + chances);
        }

        List<String> wrong =
                chances.entrySet().stream()
                        .flatMap(each ->
                                IntStream.rangeClosed(1, each.getValue())
                                        .mapToObj(n -> new Chaos.Shot(each.getKey(), n)))
                        .parallel()
                        .map(story::wrong)
                        .flatMap(Optional::stream)
                        .toList();

        int runs = chances.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("%s: %,d runs; violations: %d%n", story, runs, wrong.size());
        chances.forEach((fault, n) -> System.out.printf("%,14d  %s%n", n, fault));
        assertEquals(List.of(), wrong);
    }
}
