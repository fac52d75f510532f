package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeparturesTest {

    private final List<String> told = new ArrayList<>();
    private final Departures departures = new Departures(told::add);

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .build();
    }

    @Test
    void eachPodThatGoesIsToldOf() {
        assertFalse(departures.look(List.of(pod("a"), pod("b"), pod("c"))));
        assertFalse(departures.look(List.of(pod("a"), pod("b"), pod("c"))));
        assertTrue(departures.look(List.of(pod("b"))));
        assertTrue(departures.look(List.of()));

        assertEquals(
                List.of(
                        "shop/a went; 2 to go",
                        "shop/c went; 1 to go",
                        "shop/b went; no pod is left"),
                told);
    }

    @Test
    void aReasonIsToldOnceAndAnotherOneAgain() {
        departures.look(List.of(pod("a")));
        departures.learn(pod("a"), Optional.of("its budget"));
        departures.learn(pod("a"), Optional.of("its budget"));
        departures.learn(pod("a"), Optional.empty());
        assertEquals(Optional.empty(), departures.reason(pod("a")));
        departures.learn(pod("a"), Optional.of("its finalizer"));

        assertEquals(List.of("shop/a stays: its budget", "shop/a stays: its finalizer"), told);
        assertEquals(Optional.of("its finalizer"), departures.reason(pod("a")));
    }
}
