package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.Fleet;
import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Marker.State;
import dev.bringup.model.PermitId;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Freeze;
import dev.bringup.model.Policy.Timing;
import dev.bringup.model.Told;
import dev.bringup.port.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// An installer looks, finds an older installation of the machine, and is not let write.
class OlderDiskTest {

    private static final MachineSpec N1 = Fleet.machine(1, 2);
    private static final Marker OLDER =
            new Marker(
                    N1.id(),
                    new AttemptId("a0"),
                    Fleet.commit(1).id(),
                    Fleet.fingerprint(1),
                    State.INSTALLED,
                    Told.TODAY);

    private final Bench bench = new Bench();

    private BootAnswer reports(PermitId permit) {
        BootRequest.Disk disk =
                new BootRequest.Disk(
                        "vda", "S-1", Optional.empty(), 1, new BootRequest.Content.Marked(OLDER));
        return bench.ask(new BootRequest.Disks(permit, N1.address(), List.of(disk))).orElseThrow();
    }

    /// It would wait in the installer until the freeze is over, and its cluster without it.
    @Test
    void itBootsThatWhenItWaitedLongEnough() {
        Freeze longer =
                new Freeze(
                        Set.of(Budgeted.REIMAGE),
                        Fleet.NOON.minus(Duration.ofDays(1)),
                        Fleet.NOON.plus(Duration.ofDays(9)),
                        "holidays");
        Policy frozen =
                Fleet.ONE_AT_A_TIME.with(new Timing(List.of(), List.of(longer)), Optional.empty());
        bench.git(Fleet.of(1, Fleet.ONE_AT_A_TIME, Fleet.machine(1, 1)));
        bench.git(Fleet.of(2, frozen, N1));
        bench.nodes(Map.of());
        bench.finished(bench.performed().getFirst(), new Outcome.Done());
        PermitId permit =
                assertInstanceOf(BootAnswer.StartInstaller.class, bench.boots(N1)).permit().id();

        assertInstanceOf(BootAnswer.Wait.class, reports(permit));
        for (int half = 0; half < 3; half++) {
            bench.pass(Duration.ofMinutes(15));
        }

        assertEquals(Optional.empty(), bench.attempt(1));
        assertInstanceOf(BootAnswer.Refused.class, reports(permit));
        assertEquals(
                Optional.of(OLDER),
                bench.status().observed().of(N1.id()).marker().map(Fact::value));
        assertEquals(new BootAnswer.LocalDisk("no installation is due"), bench.boots(N1));
    }
}
