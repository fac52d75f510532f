package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsMessage.Edns;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import dev.bringup.netboot.dns.DnsName;
import dev.bringup.netboot.dns.DnsType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DnsPolicyTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final String LAB = "127.77.0.0/16";
    private static final String SOA = " 30 SOA bringup.lab.example. hostmaster.lab.example. 0";

    private final Desired desired = DnsTalk.machines(2, LAB, Optional.of("lab.example"));

    private static String asked(Desired desired, DnsMessage question) {
        return asked(Optional.of(DnsZone.of(desired, US)), question, DnsPolicy.Over.UDP);
    }

    private static String asked(Optional<DnsZone> zone, DnsMessage question, DnsPolicy.Over over) {
        return text(
                DnsPolicy.answer(
                        new DnsCodec.Decoded.Message(question),
                        zone,
                        new DnsPolicy.Way(over, DnsPolicy.Help.NONE)));
    }

    private static String text(DnsPolicy.Answer answer) {
        String what =
                switch (answer) {
                    case DnsPolicy.Answer.Reply reply -> DnsTalk.text(reply.packet());
                    case DnsPolicy.Answer.Silence _ -> "nothing";
                    case DnsPolicy.Answer.Elsewhere _ -> "others are asked";
                };
        return what + " (" + answer.kind() + " " + answer.outcome() + ")";
    }

    /// From somebody for whom others are asked.
    private String helped(DnsMessage question) {
        return text(
                DnsPolicy.answer(
                        new DnsCodec.Decoded.Message(question),
                        Optional.of(DnsZone.of(desired, US)),
                        new DnsPolicy.Way(DnsPolicy.Over.UDP, DnsPolicy.Help.ASKS_OTHERS)));
    }

    @Test
    void othersAreAskedForWhatIsNotOurs() {
        assertEquals(
                "others are asked (a forwarded)",
                helped(DnsTalk.question("debian.org", DnsType.A)));
        assertEquals(
                "others are asked (other forwarded)", helped(DnsTalk.question("debian.org", 15)));
        assertEquals(
                "0 authoritative recursion_desired recursion_available; answer"
                        + " node-01.lab.example. 60 A 127.77.1.1 (a noerror)",
                helped(DnsTalk.question("node-01.lab.example", DnsType.A)));
        assertEquals(
                "3 authoritative recursion_desired recursion_available; authority lab.example. 30"
                        + " SOA bringup.lab.example. hostmaster.lab.example. 0 (a nxdomain)",
                helped(DnsTalk.question("nobody.lab.example", DnsType.A)));
    }

    @Test
    void othersAreNotAskedForWhoDoesNotWantItNorForAZone() {
        DnsMessage question = DnsTalk.question("debian.org", DnsType.A);
        DnsMessage itself =
                new DnsMessage(
                        new DnsMessage.Header(DnsTalk.ID, 0, Set.of(), 0),
                        question.questions(),
                        question.sections());
        assertEquals("5 recursion_available (a refused)", helped(itself));
        assertEquals(
                "5 recursion_desired recursion_available (other refused)",
                helped(DnsTalk.question("debian.org", DnsType.AXFR)));
    }

    private String asked(String name, int type) {
        return asked(desired, DnsTalk.question(name, type));
    }

    private static String ok(String rest) {
        return "0 authoritative recursion_desired; " + rest;
    }

    @Test
    void machinesHaveNamesAndAddressesHaveMachines() {
        assertEquals(
                ok("answer node-01.lab.example. 60 A 127.77.1.1 (a noerror)"),
                asked("node-01.lab.example", DnsType.A));
        assertEquals(
                ok("answer 2.1.77.127.in-addr.arpa. 60 PTR node-02.lab.example. (ptr noerror)"),
                asked("2.1.77.127.in-addr.arpa", DnsType.PTR));
        assertEquals(
                ok("answer NODE-01.Lab.Example. 60 A 127.77.1.1 (a noerror)"),
                asked("NODE-01.Lab.Example", DnsType.A));
        assertEquals(
                ok("answer bringup.lab.example. 60 A 127.77.0.1 (a noerror)"),
                asked("bringup.lab.example", DnsType.A));
    }

    @Test
    void bothZonesSayWhoseTheyAre() {
        assertEquals(
                ok(
                        "answer lab.example. 60 SOA bringup.lab.example. hostmaster.lab.example. 0"
                                + " (soa noerror)"),
                asked("lab.example", DnsType.SOA));
        assertEquals(
                ok(
                        "answer 77.127.in-addr.arpa. 60 NS bringup.lab.example.; additional"
                                + " bringup.lab.example. 60 A 127.77.0.1 (ns noerror)"),
                asked("77.127.in-addr.arpa", DnsType.NS));
    }

    /// A record of each Joined machine, and none of one that is not.
    @Test
    void kubeletsAreListed() {
        MachineSpec one = desired.machines().get(new MachineId("node-01"));
        MachineSpec asleep =
                new MachineSpec(
                        one.id(),
                        one.hardware(),
                        one.address(),
                        one.profile(),
                        one.install(),
                        one.node(),
                        new MachineSpec.Intent(
                                MachineSpec.Want.ASLEEP, Optional.empty(), Optional.empty()));
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(desired.machines());
        machines.put(one.id(), asleep);
        Desired now = new Desired(desired.commit(), desired.cluster(), machines);
        assertEquals(
                ok(
                        "answer _kubelet._tcp.lab.example. 60 SRV 10250 node-02.lab.example."
                                + " (srv noerror)"),
                asked(now, DnsTalk.question("_kubelet._tcp.lab.example", DnsType.SRV)));
    }

    @Test
    void theEndpointIsEveryControlPlaneThatIsToBeJoined() {
        Desired planes = DnsTalk.planes(3, Optional.of("k8s.lab.example:6443"));
        assertEquals(
                ok(
                        "answer k8s.lab.example. 60 A 127.77.1.1,"
                                + " k8s.lab.example. 60 A 127.77.1.2 (a noerror)"),
                asked(planes, DnsTalk.question("k8s.lab.example", DnsType.A)));
        assertEquals(
                ok(
                        "answer _kubernetes._tcp.lab.example. 60 SRV 6443 k8s.lab.example."
                                + " (srv noerror)"),
                asked(planes, DnsTalk.question("_kubernetes._tcp.lab.example", DnsType.SRV)));
        for (String other : List.of("k8s.elsewhere:6443", "10.0.0.9:6443")) {
            assertEquals(
                    "3 authoritative recursion_desired; authority lab.example."
                            + SOA
                            + " (srv nxdomain)",
                    asked(
                            DnsTalk.planes(3, Optional.of(other)),
                            DnsTalk.question("_kubernetes._tcp.lab.example", DnsType.SRV)));
        }
        Desired own = DnsTalk.planes(3, Optional.of("node-02.lab.example:6443"));
        assertEquals(
                ok("answer node-02.lab.example. 60 A 127.77.1.2 (a noerror)"),
                asked(own, DnsTalk.question("node-02.lab.example", DnsType.A)));
    }

    @Test
    void whatIsNotThereIsDeniedByTheZone() {
        assertEquals(
                "3 authoritative recursion_desired; authority lab.example." + SOA + " (a nxdomain)",
                asked("node-09.lab.example", DnsType.A));
        assertEquals(
                "3 authoritative recursion_desired; authority 77.127.in-addr.arpa."
                        + SOA
                        + " (ptr nxdomain)",
                asked("9.1.77.127.in-addr.arpa", DnsType.PTR));
        for (String there : List.of("node-01.lab.example", "_tcp.lab.example", "lab.example")) {
            assertEquals(
                    ok("authority lab.example." + SOA + " (aaaa noerror)"),
                    asked(there, DnsType.AAAA));
        }
        assertEquals(
                ok("authority 77.127.in-addr.arpa." + SOA + " (ptr noerror)"),
                asked("1.77.127.in-addr.arpa", DnsType.PTR));
    }

    @Test
    void whatIsElsewhereIsRefused() {
        for (String name :
                List.of("example", "xlab.example", "debian.org", "127.in-addr.arpa", "arpa")) {
            assertEquals("5 recursion_desired (a refused)", asked(name, DnsType.A), name);
        }
        assertEquals(
                "5 recursion_desired (ptr refused)", asked("1.1.78.127.in-addr.arpa", DnsType.PTR));
        assertEquals(
                "5 recursion_desired (a refused)",
                asked(
                        DnsTalk.machines(1, LAB, Optional.empty()),
                        DnsTalk.question("node-01.lab.example", DnsType.A)));
        assertEquals("5 recursion_desired (other refused)", asked("lab.example", DnsType.AXFR));
    }

    @Test
    void withoutADomainThereIsNothingToShow() {
        assertEquals(
                "; no names: the Cluster has no network.domain that a name fits in\n",
                DnsZone.of(DnsTalk.machines(1, LAB, Optional.empty()), US).text(Sample.MACHINE));
    }

    /// The others of such an octet are somebody else's.
    @Test
    void aReverseZoneHoldsNoneButOurAddresses() {
        Desired half = DnsTalk.machines(2, "127.77.1.0/25", Optional.of("lab.example"));
        assertEquals(
                ok("answer 2.1.77.127.in-addr.arpa. 60 PTR node-02.lab.example. (ptr noerror)"),
                asked(half, DnsTalk.question("2.1.77.127.in-addr.arpa", DnsType.PTR)));
        assertEquals(
                "5 recursion_desired (ptr refused)",
                asked(half, DnsTalk.question("200.1.77.127.in-addr.arpa", DnsType.PTR)));
        Desired four = DnsTalk.machines(2, "127.77.0.0/22", Optional.of("lab.example"));
        assertEquals(
                "3 authoritative recursion_desired; authority 3.77.127.in-addr.arpa."
                        + SOA
                        + " (ptr nxdomain)",
                asked(four, DnsTalk.question("9.3.77.127.in-addr.arpa", DnsType.PTR)));
        assertEquals(
                "5 recursion_desired (ptr refused)",
                asked(four, DnsTalk.question("9.4.77.127.in-addr.arpa", DnsType.PTR)));
    }

    @Test
    void aMachineCalledAsWeAreKeepsItsName() {
        MachineId id = new MachineId("bringup");
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(desired.machines());
        machines.put(id, DnsTalk.named(Sample.MACHINE, id));
        Desired now = new Desired(desired.commit(), desired.cluster(), machines);
        assertEquals(
                ok("answer bringup.lab.example. 60 A 127.77.1.1 (a noerror)"),
                asked(now, DnsTalk.question("bringup.lab.example", DnsType.A)));
        assertEquals(
                ok("answer ns.bringup.lab.example. 60 A 127.77.0.1 (a noerror)"),
                asked(now, DnsTalk.question("ns.bringup.lab.example", DnsType.A)));
    }

    @Test
    void whatDoesNotFitIsTruncated() {
        DnsMessage question = DnsTalk.question("_kubelet._tcp.lab.example", DnsType.SRV);
        Optional<DnsZone> zone =
                Optional.of(DnsZone.of(DnsTalk.machines(60, LAB, Optional.of("lab.example")), US));
        String cut = "0 authoritative truncated recursion_desired";
        assertEquals(cut + " (srv truncated)", asked(zone, question, DnsPolicy.Over.UDP));
        for (int size : List.of(100, 1232, 65_535)) {
            assertEquals(
                    cut + "; additional OPT 1232 (srv truncated)",
                    asked(
                            zone,
                            DnsTalk.with(question, new Edns(size, 0, 0, true)),
                            DnsPolicy.Over.UDP));
        }
        String whole = asked(zone, question, DnsPolicy.Over.TCP);
        assertEquals(60, whole.split(" SRV 10250 ", -1).length - 1, whole);
        Optional<DnsZone> less =
                Optional.of(DnsZone.of(DnsTalk.machines(20, LAB, Optional.of("lab.example")), US));
        assertEquals(cut + " (srv truncated)", asked(less, question, DnsPolicy.Over.UDP));
        assertTrue(
                asked(less, DnsTalk.with(question, new Edns(4096, 0, 0, false)), DnsPolicy.Over.UDP)
                        .endsWith("; additional OPT 1232 (srv noerror)"));
    }

    @Test
    void whatIsNoQuestionForUsGetsTheCodeForIt() {
        DnsMessage question = DnsTalk.question("lab.example", DnsType.A);
        DnsName name = question.questions().getFirst().name();
        Header header = question.header();
        Optional<DnsZone> zone = Optional.of(DnsZone.of(desired, US));
        assertEquals(
                "2 recursion_desired (a servfail)",
                asked(Optional.empty(), question, DnsPolicy.Over.UDP));
        assertEquals(
                "1 recursion_desired (malformed formerr)",
                asked(desired, new DnsMessage(header, List.of(), Sections.NONE)));
        assertEquals(
                "4 (a notimp)",
                asked(
                        desired,
                        new DnsMessage(
                                new Header(DnsTalk.ID, 5, Set.of(), 0),
                                question.questions(),
                                Sections.NONE)));
        assertEquals("4 recursion_desired (other notimp)", asked("lab.example", 253));
        assertEquals(
                "5 recursion_desired (a refused)",
                asked(
                        desired,
                        new DnsMessage(
                                header, List.of(new Question(name, DnsType.A, 3)), Sections.NONE)));
        assertEquals(
                "0 recursion_desired; additional OPT 1232 (a badvers)",
                asked(desired, DnsTalk.with(question, new Edns(1232, 0, 1, false))));
        assertEquals(
                "nothing (response ignored)",
                asked(
                        zone,
                        new DnsMessage(
                                new Header(DnsTalk.ID, 0, Set.of(Flag.RESPONSE), 0),
                                question.questions(),
                                Sections.NONE),
                        DnsPolicy.Over.UDP));
    }

    @Test
    void whatCannotBeReadIsSaidSoToItsSender() {
        ByteBuffer broken =
                DnsCodec.encode(DnsTalk.question("lab.example", DnsType.A)).slice(0, 20);
        DnsPolicy.Way way = new DnsPolicy.Way(DnsPolicy.Over.UDP, DnsPolicy.Help.NONE);
        assertEquals(
                "1 recursion_desired (malformed formerr)",
                text(DnsPolicy.answer(DnsCodec.decode(broken), Optional.empty(), way)));
        assertEquals(
                new DnsPolicy.Answer.Silence("malformed", "ignored"),
                DnsPolicy.answer(DnsCodec.decode(broken.slice(0, 5)), Optional.empty(), way));
    }
}
