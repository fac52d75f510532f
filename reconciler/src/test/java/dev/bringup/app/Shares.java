package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.view.AttemptView;
import java.util.List;
import java.util.Optional;

/// What of a rollout in the lab was ours.
final class Shares {

    private Shares() {}

    /// One at a time: all but the first waited for the budget, and not for their machine.
    static void toldApart(LabBench lab, String image) {
        List<AttemptView> rolled =
                lab.cockpit.board().attempts().stream()
                        .filter(a -> a.opening().image().equals(image))
                        .filter(a -> a.end().isPresent())
                        .toList();
        List<AttemptView> queued =
                rolled.stream()
                        .filter(a ->
                                a.ours().orElseThrow().waits().stream()
                                        .anyMatch(w -> w.by().equals(Optional.of("R4"))))
                        .toList();
        assertEquals(rolled.size() - 1, queued.size(), rolled::toString);
        for (AttemptView attempt : rolled) {
            double share = attempt.ours().orElseThrow().share().orElseThrow();
            assertTrue(share > 0 && share < 1, attempt::toString);
            assertTrue(
                    attempt.phases().stream()
                            .anyMatch(bar -> bar.bytesPerSecond().filter(b -> b > 0).isPresent()),
                    attempt::toString);
        }
    }
}
