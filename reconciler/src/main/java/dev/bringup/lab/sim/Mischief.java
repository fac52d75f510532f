package dev.bringup.lab.sim;

import dev.bringup.model.MachineSpec;
import dev.bringup.port.Entry;

/// What people do to a rack and to a branch beside all that they should: looked at every few
/// minutes.
final class Mischief {

    private final Agenda agenda;
    private final Chaos chaos;
    private final Reconciler reconciler;
    private final Committers committers;
    private final Visitors visitors;

    Mischief(
            Agenda agenda,
            Chaos chaos,
            Reconciler reconciler,
            Committers committers,
            Visitors visitors) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.reconciler = reconciler;
        this.committers = committers;
        this.visitors = visitors;
    }

    void goOn(Sim sim, SimGit git) {
        agenda.in(
                chaos.between(120_000, 900_000),
                () -> {
                    committers.mayErr();
                    visitors.mayCome(sim, git.last(), this::isKnown);
                    goOn(sim, git);
                });
    }

    /// Whether it is known what the machine with this card is: Git says it, or it came before
    /// anybody else did.
    private boolean isKnown(MachineSpec machine) {
        return machine.hardware().isNamed()
                || reconciler.read().stream()
                        .filter(Entry.Identified.class::isInstance)
                        .map(Entry.Identified.class::cast)
                        .filter(known -> known.machine().equals(machine.id()))
                        .map(known -> known.first().mac())
                        .reduce((_, last) -> last)
                        .filter(machine.macs()::contains)
                        .isPresent();
    }
}
