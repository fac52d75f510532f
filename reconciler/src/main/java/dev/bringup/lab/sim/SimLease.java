package dev.bringup.lab.sim;

import dev.bringup.model.Action.Blast;
import dev.bringup.model.Lead;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The lease, and now and then a second reconciler that takes it as soon as it may: when it ran
/// out, while ours was down or cut off. It holds it for a while and lets go, or dies with it.
final class SimLease {

    private static final String US = "us";
    private static final String RIVAL = "rival";
    private static final Duration REACH = Duration.ofSeconds(5);

    private final Agenda agenda;
    private final Chaos chaos;
    private final Consumer<String> story;
    private final BooleanSupplier there;
    private Held held;
    private Stand stand;

    private record Held(String holder, Instant renewed) {}

    /// What our process, in this incarnation, believes.
    private record Stand(long incarnation, Lead lead, Instant since) {}

    SimLease(Agenda agenda, Chaos chaos, Consumer<String> story, BooleanSupplier there) {
        this.there = there;
        this.agenda = agenda;
        this.chaos = chaos;
        this.story = story;
        held = new Held("", agenda.now());
        stand = new Stand(0, new Lead.Unknown("not asked yet"), agenda.now());
        agenda.in(chaos.between(60_000, 600_000), () -> rival(chaos.between(10_000, 180_000)));
    }

    /// Who holds it, whatever anybody believes.
    boolean isRivals() {
        return held.holder().equals(RIVAL) && !hasRunOut();
    }

    private boolean hasRunOut() {
        return held.renewed().plus(Lead.LEASE).isBefore(agenda.now());
    }

    private boolean take(String who) {
        boolean free = held.holder().isEmpty() || held.holder().equals(who) || hasRunOut();
        if (free) {
            held = new Held(who, agenda.now());
        }
        return free;
    }

    Lead campaign(long incarnation) {
        Lead lead =
                chaos.strikes(Fault.LEASE_SILENT) || !there.getAsBoolean()
                        ? new Lead.Unknown("it does not answer")
                        : take(US) ? new Lead.Us() : new Lead.Other(RIVAL);
        stand = new Stand(incarnation, lead, agenda.now());
        return lead;
    }

    /// As the real hands look once more before they act.
    boolean holdsBack(long incarnation, Blast blast) {
        Instant end = stand.since().plus(Lead.TERM);
        boolean sure =
                stand.incarnation() == incarnation
                        && stand.lead() instanceof Lead.Us
                        && end.isAfter(agenda.now());
        boolean other = stand.incarnation() == incarnation && stand.lead() instanceof Lead.Other;
        return other || (!sure && blast != Blast.NOTHING);
    }

    /// Reaches for it until it has had it for so long.
    private void rival(Duration left) {
        if (chaos.isCalm() && !held.holder().equals(RIVAL)) {
            return;
        }
        if (!there.getAsBoolean()) {
            agenda.in(REACH, () -> rival(left));
            return;
        }
        boolean had = held.holder().equals(RIVAL);
        boolean has = take(RIVAL);
        if (has && !had) {
            chaos.happened(Fault.RIVAL_LEADS);
            story.accept("a rival leads");
        }
        Duration next = has ? left.minus(REACH) : left;
        if (!next.isNegative()) {
            agenda.in(REACH, () -> rival(next));
            return;
        }
        story.accept("the rival ends");
        boolean letsGo = chaos.pick(2) == 0;
        // Or it dies with it, and the lease runs out.
        if (letsGo) {
            held = new Held("", agenda.now());
        }
        agenda.in(chaos.between(60_000, 600_000), () -> rival(chaos.between(10_000, 180_000)));
    }
}
