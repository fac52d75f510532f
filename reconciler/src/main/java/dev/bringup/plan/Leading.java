package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Around;
import dev.bringup.model.Fact;
import dev.bringup.model.Lead;
import dev.bringup.model.Observed;
import java.util.Optional;

/// R11: two reconcilers never act at once. While another one leads, this one looks on. While nobody
/// can say who leads, what destroys nothing still goes: a cluster whose control planes are off has
/// no lease, and is to be woken all the same.
public final class Leading {

    private Leading() {}

    static Optional<String> held(Action action, Observed observed) {
        return held(action.blast(), observed);
    }

    static Optional<String> held(Blast blast, Observed observed) {
        Optional<String> other = other(observed.around());
        return other.isPresent() || blast == Blast.NOTHING
                ? other
                : observed.around().lead().flatMap(fact -> unsure(fact, observed));
    }

    /// That another reconciler leads, for certain.
    public static Optional<String> other(Around around) {
        return around.lead()
                .filter(fact -> fact.value() instanceof Lead.Other)
                .map(fact -> "another reconciler leads: " + ((Lead.Other) fact.value()).holder());
    }

    private static Optional<String> unsure(Fact<Lead> fact, Observed observed) {
        return switch (fact.value()) {
            case Lead.Us _ ->
                    fact.isFresh(observed.at(), Lead.TERM)
                            ? Optional.empty()
                            : Optional.of("our lease was renewed last at " + fact.seenAt());
            case Lead.Unknown(String because) -> Optional.of("nobody knows who leads: " + because);
            case Lead.Other _ -> Optional.empty();
        };
    }
}
