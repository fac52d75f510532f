package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Lead;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An engine that is not the only one.
class RivalsTest {

    private final Bench bench = new Bench();

    @BeforeEach
    void start() {
        bench.amongRivals();
    }

    private void lead(Lead lead) {
        bench.tell(new Message.Sighted(new Sighting.LeadSeen(lead)));
    }

    private long campaigns() {
        return bench.effects.stream().filter(Effect.Campaign.class::isInstance).count();
    }

    @Test
    void nothingIsDrainedBeforeItIsKnownWhoLeads() {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 2)));
        bench.nodes(Map.of(Fleet.id(1), Scene.present(1, Cordon.NONE)));
        assertEquals(List.of(), bench.actions());

        lead(new Lead.Us());
        assertEquals(List.of(new Action.Drain(Fleet.id(1))), bench.actions());
    }

    @Test
    void itAsksBeforeItsTermEnds() {
        bench.pass(Duration.ofMillis(1));
        assertEquals(1, campaigns());
        bench.pass(Duration.ofSeconds(5));
        assertEquals(2, campaigns());
    }

    @Test
    void noInstallationBeginsWhileAnotherLeads() {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1)));
        lead(new Lead.Us());
        bench.nodes(Map.of());
        MachineSpec machine = Fleet.machine(1, 1);
        BootRequest script =
                new BootRequest.Script(
                        machine.mac(), machine.address(), Optional.empty(), Optional.empty());
        lead(new Lead.Other("rack/ab12"));

        assertEquals(
                Optional.of(
                        new BootAnswer.Wait(
                                Duration.ofSeconds(5), "another reconciler leads: rack/ab12")),
                bench.ask(script));
        lead(new Lead.Us());
        assertInstanceOf(BootAnswer.StartInstaller.class, bench.ask(script).orElseThrow());
    }
}
