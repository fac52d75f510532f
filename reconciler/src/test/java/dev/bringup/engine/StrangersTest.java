package dev.bringup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.Desired;
import dev.bringup.model.Discovered;
import dev.bringup.model.Identity;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.PermitId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who is looked at, how often, and how many at once.
class StrangersTest {

    private static final Ip4 POOLED = Ip4.parse("127.77.9.1");
    private static final Discovered.Inventory INSIDE =
            new Discovered.Inventory("Acme", "R1", 8, 1L << 36, List.of(), List.of());

    private final Bench bench = new Bench();

    private static Desired asking(ClusterSpec.Strangers strangers) {
        Desired plain = Fleet.of(1, 1, 1);
        Network was = plain.cluster().network();
        Network network =
                new Network(
                        was.cidr(),
                        was.gateway(),
                        was.nameservers(),
                        was.domain(),
                        was.dhcp(),
                        was.extras(),
                        new ClusterSpec.Reach(Optional.empty(), List.of(), List.of(), strangers));
        return new Desired(
                plain.commit(),
                new ClusterSpec(
                        plain.cluster().name(),
                        plain.cluster().kubernetes(),
                        network,
                        plain.cluster().ssh(),
                        Optional.empty(),
                        plain.cluster().policy()),
                plain.machines());
    }

    private static Mac mac(int n) {
        return Mac.parse(String.format("5254009%05x", n));
    }

    private BootAnswer script(int n) {
        return bench.ask(
                        new BootRequest.Script(
                                mac(n), POOLED, Optional.empty(), Optional.of("S" + n)))
                .orElseThrow();
    }

    private BootAnswer report(PermitId ticket) {
        return bench.ask(new BootRequest.Inspection(ticket, POOLED, Identity.UNKNOWN, INSIDE))
                .orElseThrow();
    }

    private PermitId ticket(int n) {
        return ((BootAnswer.Inspect) script(n)).ticket();
    }

    private List<Discovered> found() {
        return bench.status().observed().around().discovered();
    }

    private static BootAnswer own(String because) {
        return new BootAnswer.LocalDisk(because);
    }

    @Test
    void withoutThePolicyNobodyIs() {
        bench.git(asking(ClusterSpec.Strangers.LOCAL_BOOT));
        assertEquals(own("no machine has this MAC address"), script(1));
    }

    @Test
    void eachIsLookedAtOnceADay() {
        bench.git(asking(ClusterSpec.Strangers.INSPECT));
        PermitId ticket = ticket(1);
        assertEquals(new BootAnswer.Inspect(ticket), script(1));
        assertEquals(own("it was looked at"), report(ticket));

        Discovered one =
                new Discovered(
                        mac(1),
                        POOLED,
                        bench.now(),
                        new Identity(Optional.empty(), Optional.of("S1")),
                        INSIDE);
        assertEquals(List.of(one), found());
        assertEquals(own("it was looked at: see bringup discovered"), script(1));
        bench.pass(Duration.ofHours(25));
        assertTrue(script(1) instanceof BootAnswer.Inspect);
        assertEquals(List.of(), found());
    }

    @Test
    void aTicketIsGoodOnceAndNotForLong() {
        bench.git(asking(ClusterSpec.Strangers.INSPECT));
        PermitId ticket = ticket(1);
        report(ticket);
        BootAnswer refused = new BootAnswer.Refused("nobody asked for this report");
        assertEquals(refused, report(ticket));
        PermitId late = ticket(2);
        bench.pass(Duration.ofMinutes(7));
        assertEquals(refused, report(late));
    }

    @Test
    void whoDoesNotReportIsLeftAloneForAnHour() {
        bench.git(asking(ClusterSpec.Strangers.INSPECT));
        for (int i = 0; i < Strangers.TRIES; i++) {
            assertTrue(script(1) instanceof BootAnswer.Inspect);
            bench.pass(Duration.ofMinutes(7));
        }
        assertEquals(own("it was to be looked at, and did not report"), script(1));
        bench.pass(Duration.ofHours(1));
        assertTrue(script(1) instanceof BootAnswer.Inspect);
    }

    @Test
    void aFewAtATime() {
        bench.git(asking(ClusterSpec.Strangers.INSPECT));
        PermitId first = ticket(0);
        for (int n = 1; n < Strangers.AT_ONCE; n++) {
            ticket(n);
        }
        assertEquals(own("others are looked at before it"), script(99));
        report(first);
        assertTrue(script(99) instanceof BootAnswer.Inspect);
    }

    @Test
    void memoryHasAnEnd() {
        bench.git(asking(ClusterSpec.Strangers.INSPECT));
        for (int n = 0; n < Strangers.MOST; n++) {
            report(ticket(n));
        }
        assertEquals(own("others are looked at before it"), script(999));
        assertEquals(Strangers.MOST, found().size());
    }

    /// It is a cache: losing it costs one more look.
    @Test
    void aStartForgets() {
        bench.git(asking(ClusterSpec.Strangers.INSPECT));
        report(ticket(1));
        bench.restart();
        bench.git(asking(ClusterSpec.Strangers.INSPECT));
        assertEquals(List.of(), found());
        assertTrue(script(1) instanceof BootAnswer.Inspect);
    }
}
