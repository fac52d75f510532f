package dev.bringup.plan;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;

/// Plans of one step, for comparison, and what both tests of steps look at.
final class Plans {

    private Plans() {}

    static Plan step(Action action, String because) {
        return new Plan(List.of(new Plan.Step(action, because)), List.of());
    }

    static Plan hold(String verb, Rail rail, String because) {
        return new Plan(List.of(), List.of(new Plan.Held(Fleet.id(1), verb, rail, because)));
    }

    /// A Ready Node that carries our labels and no stamp.
    static Seen unstamped() {
        return unstamped(true);
    }

    static Seen unstamped(boolean ready) {
        NodeState.Present node = Scene.present(2, Cordon.NONE);
        return Seen.NOTHING.withNode(
                new NodeState.Present(
                        node.uid(), ready, Cordon.NONE, Optional.empty(), node.labels(), List.of()),
                "kubernetes",
                Fleet.NOON);
    }
}
