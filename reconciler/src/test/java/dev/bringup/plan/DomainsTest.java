package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.NodeState;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// R5 counts what fails together: racks, and what feeds machines.
class DomainsTest {

    /// The second is to be rebooted, and somebody is at the worker.
    record Place(String name, List<MachineSpec> machines, String because) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Place> whatSomebodyIsAtMayGoAsWell() {
        MachineSpec out = Fleet.as(Role.WORKER, "g1", Fleet.machine(4, 1, Want.MAINTENANCE));
        MachineSpec in = Fleet.as(Role.WORKER, "g1", Fleet.machine(4, 1));
        String held = "etcd needs 2 of 3 control planes, and without this one and ";
        return Stream.of(
                new Place(
                        "another one's rack",
                        List.of(at(done(1), "r1"), at(plane(2), "r2"), done(3), at(out, "r1")),
                        held + "rack r1, where n4 is in Maintenance, 1 would serve"),
                new Place(
                        "nobody is there",
                        List.of(at(done(1), "r1"), at(plane(2), "r2"), done(3), at(in, "r1")),
                        ""),
                new Place(
                        "its own rack",
                        List.of(at(done(1), "r1"), at(plane(2), "r2"), done(3), at(out, "r2")),
                        ""),
                new Place(
                        "all stand in that rack",
                        List.of(
                                at(done(1), "r1"),
                                at(plane(2), "r1"),
                                at(done(3), "r1"),
                                at(out, "r1")),
                        ""),
                new Place(
                        "another one's power",
                        List.of(on(done(1), "a"), on(plane(2), "b"), done(3), on(out, "a", "b")),
                        held + "PDU a, where n4 is in Maintenance, 1 would serve"),
                new Place(
                        "it has a second feed",
                        List.of(on(done(1), "a", "b"), on(plane(2), "b"), done(3), on(out, "a")),
                        ""),
                new Place(
                        "an outlet of its own",
                        List.of(fed(done(1), 1), plane(2), done(3), fed(out, 3)),
                        held + "PDU a, where n4 is in Maintenance, 1 would serve"),
                new Place(
                        "two on one unit are one failure",
                        List.of(fed(done(1), 1), plane(2), fed(done(3), 3), on(out, "a")),
                        held + "PDU a, where n4 is in Maintenance, 0 would serve"),
                new Place(
                        "it is one of the two",
                        List.of(fed(done(1), 1), fed(plane(2), 2), done(3), on(out, "a")),
                        ""),
                new Place(
                        "one outlet for two",
                        List.of(fed(done(1), 1), fed(plane(2), 1), done(3), in),
                        "etcd needs 2 of 3 control planes; its outlets feed n1 as well, and 1"
                                + " would serve"),
                new Place(
                        "outlets of one unit",
                        List.of(fed(done(1), 1), fed(plane(2), 2), fed(done(3), 3), in),
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatSomebodyIsAtMayGoAsWell(Place place) {
        Plan plan =
                Scene.of(fleet(place.machines.toArray(MachineSpec[]::new)))
                        .with(1, ready())
                        .with(2, ready())
                        .with(3, ready())
                        .with(4, node(Ready.YES, Cordon.DRAINED))
                        .plan();

        assertEquals(
                place.because.isEmpty() ? List.of() : List.of(held(2, "drain", place.because)),
                plan.held().stream().filter(h -> h.machine().equals(Fleet.id(2))).toList());
        assertEquals(place.because.isEmpty(), steps(plan).contains("drain n2"));
    }

    /// A worker on the outlet of a control plane, while another one is away.
    @Test
    void aWorkerTakesNoControlPlaneWithIt() {
        Plan plan =
                Scene.of(fleet(fed(done(1), 1), done(2), done(3), fed(worker(4), 1)))
                        .with(1, ready())
                        .with(2, node(Ready.NO, Cordon.NONE))
                        .with(3, ready())
                        .with(4, ready())
                        .plan();

        assertEquals(
                held(
                        4,
                        "drain",
                        "etcd needs 2 of 3 control planes; its outlets feed n1 as well, and 1"
                                + " would serve"),
                plan.held().getLast());
    }

    private static MachineSpec at(MachineSpec machine, String rack) {
        return located(machine, new MachineSpec.Location(Optional.of(rack), List.of()), List.of());
    }

    private static MachineSpec on(MachineSpec machine, String... units) {
        return located(
                machine, new MachineSpec.Location(Optional.empty(), List.of(units)), List.of());
    }

    /// By this outlet of one unit, which is switched.
    private static MachineSpec fed(MachineSpec machine, int outlet) {
        Rung.Strip unit =
                new Rung.Strip(
                        "a",
                        Ip4.parse("10.0.9.20"),
                        80,
                        Rung.Dialect.REST,
                        new SecretRef.Env("PDU"),
                        Duration.ofSeconds(10),
                        Optional.empty());
        return located(
                machine,
                MachineSpec.Location.UNKNOWN,
                List.of(new Rung.Pdu(List.of(new Rung.Feed(unit, outlet)))));
    }

    private static MachineSpec located(
            MachineSpec m, MachineSpec.Location location, List<Rung> power) {
        MachineSpec.Hardware was = m.hardware();
        return new MachineSpec(
                m.id(),
                new MachineSpec.Hardware(
                        was.macs(),
                        was.uuid(),
                        was.serial(),
                        power,
                        was.disk(),
                        location,
                        was.match()),
                m.address(),
                m.profile(),
                m.install(),
                m.node(),
                m.intent());
    }

    private enum Ready {
        YES,
        NO
    }

    private static Desired fleet(MachineSpec... machines) {
        return Fleet.of(1, Fleet.ONE_AT_A_TIME, machines);
    }

    private static MachineSpec plane(int n) {
        return Fleet.as(Role.CONTROL_PLANE, "g2", Fleet.machine(n, 1));
    }

    private static MachineSpec done(int n) {
        return Fleet.as(Role.CONTROL_PLANE, "g1", Fleet.machine(n, 1));
    }

    private static MachineSpec worker(int n) {
        return Fleet.as(Role.WORKER, "g2", Fleet.machine(n, 1));
    }

    private static Seen ready() {
        return node(Ready.YES, Cordon.NONE);
    }

    private static Seen node(Ready ready, Cordon cordon) {
        NodeState.Present node = Scene.present(1, cordon);
        Instant now = Fleet.NOON;
        return Seen.NOTHING.withNode(
                new NodeState.Present(
                        node.uid(),
                        ready == Ready.YES,
                        cordon,
                        Optional.of(Scene.stamp(1, Optional.of("g1"))),
                        node.labels(),
                        node.taints()),
                "kubernetes",
                now);
    }

    private static Plan.Held held(int n, String verb, String because) {
        return new Plan.Held(Fleet.id(n), verb, Rail.R5, because);
    }

    private static List<String> steps(Plan plan) {
        return plan.now().stream()
                .map(Plan.Step::action)
                .map(a -> a.verb() + " " + a.machine())
                .toList();
    }
}
