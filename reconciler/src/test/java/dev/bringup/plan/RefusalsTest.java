package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static MachineSpec plane(int version, Want want) {
        return Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(1, version, want));
    }

    private static MachineSpec worker(int version) {
        return Fleet.as(Role.WORKER, "g1", Fleet.machine(1, version));
    }

    private static Optional<Diagnostic> refused(MachineSpec before, MachineSpec next) {
        return Refusals.of(
                        Fleet.of(1, Fleet.ONE_AT_A_TIME, before),
                        Fleet.of(2, Fleet.ONE_AT_A_TIME, next),
                        Observed.nothing(Fleet.NOON))
                .map(Refusals.Refusal::diagnostic);
    }

    @Test
    void aPlanHoldsItByTheRailThatRefuses() {
        Desired before = Fleet.of(1, Fleet.ONE_AT_A_TIME, plane(1, Want.JOINED));
        Desired next = Fleet.of(2, Fleet.ONE_AT_A_TIME, worker(2));
        assertEquals(
                List.of(
                        new Plan.Held(
                                Fleet.id(1),
                                "reimage",
                                Rail.R5,
                                "role: controlPlane and the installation of n1 go in one commit,"
                                        + " with a member of etcd on the disk")),
                Foresight.between(
                                before,
                                next,
                                Settled.between(before, next, Instant.EPOCH),
                                Pace.usual())
                        .held());
    }

    @Test
    void aRoleAndTheDiskItKeepsDoNotGoTogether() {
        assertEquals(
                Optional.of(
                        new Diagnostic(
                                "BU2014",
                                new Diagnostic.Position("cluster", 1, 1),
                                "role: controlPlane and the installation of n1 go in one"
                                        + " commit, with a member of etcd on the disk",
                                Optional.of(
                                        "give it state: Maintenance first, remove the member by"
                                                + " hand, then change its profile"),
                                "")),
                refused(plane(1, Want.JOINED), worker(2)));
    }

    @Test
    void eachOfThemMayGoAloneAndBothOutOfMaintenance() {
        assertEquals(Optional.empty(), refused(plane(1, Want.JOINED), worker(1)));
        assertEquals(Optional.empty(), refused(plane(1, Want.JOINED), plane(2, Want.JOINED)));
        assertEquals(Optional.empty(), refused(plane(1, Want.MAINTENANCE), worker(2)));
        assertEquals(Optional.empty(), refused(worker(1), plane(2, Want.JOINED)));
    }
}
