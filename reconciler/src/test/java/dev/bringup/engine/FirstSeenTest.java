package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A network card that moved to another box. Git names no board, so the one that was seen first is
/// the machine.
class FirstSeenTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final String OTHER =
            "n1 should have UUID board-1, not board-2, as when it was first seen; if this is the"
                    + " machine now, say so in spec.identity";

    private final Bench bench = new Bench();

    @BeforeEach
    void itIsWanted() {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        bench.power(1, Power.OFF);
        bench.nodes(Map.of());
    }

    private BootAnswer asks(String uuid) {
        return bench.ask(
                        new BootRequest.Script(
                                N1.mac(), N1.address(), Optional.of(uuid), Optional.empty()))
                .orElseThrow();
    }

    @Test
    void anotherBoxIsGivenNothing() {
        assertEquals(BootAnswer.StartInstaller.class, asks("board-1").getClass());
        assertEquals(new BootAnswer.Refused(OTHER), asks("board-2"));
        assertEquals(
                List.of(new Plan.Held(N1.id(), "serve", Rail.R12, OTHER)),
                bench.status().plan().held());
        assertEquals(BootAnswer.StartInstaller.class, asks("BOARD-1").getClass());
    }

    @Test
    void aRestartForgetsNothing() {
        asks("board-1");
        bench.restart();
        itIsWanted();
        assertEquals(new BootAnswer.Refused(OTHER), asks("board-2"));
    }

    /// The board was changed, and a commit says so.
    @Test
    void whatGitNamesTakesItsPlace() {
        asks("board-1");
        MachineSpec.Hardware before = N1.hardware();
        MachineSpec named =
                new MachineSpec(
                        N1.id(),
                        new MachineSpec.Hardware(
                                before.macs(),
                                Optional.of("board-2"),
                                Optional.empty(),
                                before.power(),
                                before.disk(),
                                before.location(),
                                before.match()),
                        N1.address(),
                        N1.profile(),
                        N1.install(),
                        N1.node(),
                        N1.intent());
        bench.git(Fleet.of(2, Fleet.ONE_AT_A_TIME, named));
        assertEquals(BootAnswer.StartInstaller.class, asks("board-2").getClass());

        bench.pass(Duration.ofSeconds(1));
        bench.git(Fleet.of(3, Fleet.ONE_AT_A_TIME, N1));
        assertEquals(BootAnswer.Refused.class, asks("board-1").getClass());
    }
}
