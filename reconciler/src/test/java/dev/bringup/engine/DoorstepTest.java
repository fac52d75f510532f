package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.PermitId;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is refused at the door is shown among what is held, by the rail that refused it.
class DoorstepTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final Ip4 ELSEWHERE = Ip4.parse("127.77.1.9");

    private final Bench bench = new Bench();

    @BeforeEach
    void itIsInstalled() {
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, N1));
        bench.power(1, Power.OFF);
        bench.nodes(Map.of());
    }

    private PermitId permit() {
        return bench.attempt(1).flatMap(Attempt::permit).orElseThrow().id();
    }

    private void refused(BootRequest request, Rail rail, String because) {
        bench.ask(request);
        assertEquals(
                List.of(new Plan.Held(N1.id(), "serve", rail, because)),
                bench.status().plan().held());
    }

    @Test
    void metadataThatSomebodyElseAsksForIsRefusedByR10ForAWhile() {
        refused(
                new BootRequest.Config(permit(), ELSEWHERE, "user-data"),
                Rail.R10,
                "n1 is at 127.77.1.1, but 127.77.1.9 asked for it");
        bench.pass(Duration.ofMinutes(10));
        assertEquals(1, bench.status().plan().held().size());
        bench.pass(Duration.ofSeconds(1));
        assertEquals(List.of(), bench.status().plan().held());
    }

    @Test
    void aPermitThatIsNotOpenIsRefusedByR10() {
        refused(
                new BootRequest.Join(new PermitId("spent000"), N1.address(), "nonce"),
                Rail.R10,
                "a permit that is not open was used from 127.77.1.1");
    }

    @Test
    void anInstallerWithAPermitOfAnotherStageIsRefusedByR7() {
        refused(
                new BootRequest.Disks(permit(), N1.address(), List.of()),
                Rail.R7,
                "not in this stage: the permit of n1 is issued");
    }

    @Test
    void aBoxThatIsNotTheMachineIsRefusedByR12() {
        refused(
                new BootRequest.Script(N1.mac(), ELSEWHERE, Optional.empty(), Optional.empty()),
                Rail.R12,
                "n1 is at 127.77.1.1, but 127.77.1.9 asked for it");
    }
}
