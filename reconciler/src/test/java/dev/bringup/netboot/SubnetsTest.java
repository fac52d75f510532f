package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.model.AddressRange;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.ClusterSpec.Extras;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.ClusterSpec.Reach;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Roster;
import dev.bringup.netboot.DhcpPolicy.Answer;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Machines and strangers in several networks, behind relays.
class SubnetsTest {

    static final Ip4 RELAY = Ip4.parse("10.5.0.2");
    private static final Ip4 FAR = Ip4.parse("10.5.0.11");

    /// A machine in a network of its own, which a relay serves.
    private static Desired far(List<Ip4> relays) {
        return far("127.77.0.0/16", relays);
    }

    static Desired far(String near, List<Ip4> relays) {
        MachineSpec machine = Sample.machine(FAR, Sample.MACHINE.install().payload());
        Desired plain = Sample.desired(DhcpMode.AUTHORITATIVE, near, machine);
        Network was = plain.cluster().network();
        ClusterSpec.Subnet subnet =
                new ClusterSpec.Subnet(
                        Cidr.parse("10.5.0.0/24"),
                        Optional.of(Ip4.parse("10.5.0.1")),
                        Optional.of(1400),
                        List.of(),
                        Optional.of(AddressRange.parse("10.5.0.100-10.5.0.101")));
        return Sample.in(
                new Network(
                        was.cidr(),
                        was.gateway(),
                        was.nameservers(),
                        was.domain(),
                        DhcpMode.AUTHORITATIVE,
                        Extras.NONE,
                        new Reach(Optional.empty(), List.of(subnet), relays)),
                plain);
    }

    private static DhcpMessage from(Mac mac, Ip4 client, Optional<Ip4> relay, Options options) {
        return new DhcpMessage(
                DhcpMessage.Op.REQUEST,
                new DhcpMessage.Exchange(42, 0, 0, false),
                new DhcpMessage.Addresses(client.bits(), 0, 0, relay.map(Ip4::bits).orElse(0)),
                Octets.of(mac.bytes()),
                DhcpMessage.BootNames.NONE,
                options);
    }

    private static Answer discover(Mac mac, Optional<Ip4> relay, String agent, Desired desired) {
        Options options =
                Options.NONE
                        .with(Options.TYPE, Octets.u8(MessageType.DISCOVER.code()))
                        .with(
                                Options.RELAY_AGENT,
                                Optional.of(agent).filter(a -> !a.isEmpty()).map(Octets::new));
        return DhcpPolicy.answer(
                from(mac, new Ip4(0), relay, options),
                Optional.of(Roster.of(desired)),
                Sample.SELF);
    }

    private static String ignored(Answer answer) {
        return assertInstanceOf(Answer.Ignore.class, answer).because();
    }

    @Test
    void aMachineBehindARelayIsToldOfItsOwnNetwork() {
        Answer.Send sent =
                assertInstanceOf(
                        Answer.Send.class,
                        discover(Sample.MAC, Optional.of(RELAY), "", far(List.of(RELAY))));

        Options told = sent.reply().options();
        assertEquals(new DhcpPolicy.Route.Relay(RELAY), sent.route());
        assertEquals(FAR.bits(), sent.reply().addresses().yours());
        assertEquals(Optional.of(new Octets("ffffff00")), told.get(Options.NETMASK));
        assertEquals(Optional.of(new Octets("0a050001")), told.get(Options.ROUTER));
        assertEquals(Optional.of(Octets.u16(1400)), told.get(Options.MTU));
        assertEquals(Optional.of(new Octets("7f4d00357f4d0036")), told.get(Options.NAMESERVERS));
    }

    @Test
    void aMachineThatAsksFromAnotherNetworkIsNotAnswered() {
        Desired far = far(List.of());

        assertEquals(
                "node-01 has 10.5.0.11, but asks from 127.77.0.0/16",
                ignored(discover(Sample.MAC, Optional.empty(), "", far)));
        assertEquals(
                "node-01 has 10.5.0.11, but asks from the relay 10.9.0.1",
                ignored(discover(Sample.MAC, Optional.of(Ip4.parse("10.9.0.1")), "", far)));
    }

    @Test
    void aRelayThatNobodyListedIsNotAnswered() {
        String because = "the relay 10.5.0.9 is not among network.relays";
        Optional<Ip4> other = Optional.of(Ip4.parse("10.5.0.9"));

        assertEquals(because, ignored(discover(Sample.MAC, other, "", far(List.of(RELAY)))));
        assertEquals(because, ignored(discover(Sample.STRANGER, other, "", far(List.of(RELAY)))));
    }

    @Test
    void aRelayMayNameTheNetworkItAsksFor() {
        Optional<Ip4> relay = Optional.of(Ip4.parse("10.9.0.1"));
        Desired far = far(List.of());

        // Circuit "ab", then link selection.
        Answer named = discover(Sample.MAC, relay, "01026162" + "05040a050000", far);
        assertEquals(
                FAR.bits(), assertInstanceOf(Answer.Send.class, named).reply().addresses().yours());
        // Cut short, it names nothing.
        assertEquals(
                "node-01 has 10.5.0.11, but asks from the relay 10.9.0.1",
                ignored(discover(Sample.MAC, relay, "05040a0500", far)));
    }

    @Test
    void whoHasItsAddressRenewsItWithoutARelay() {
        Options options = Options.NONE.with(Options.TYPE, Octets.u8(MessageType.REQUEST.code()));
        Answer answer =
                DhcpPolicy.answer(
                        from(Sample.MAC, FAR, Optional.empty(), options),
                        Optional.of(Roster.of(far(List.of(RELAY)))),
                        Sample.SELF);

        assertEquals(
                new DhcpPolicy.Route.Client(FAR),
                assertInstanceOf(Answer.Send.class, answer).route());
    }

    @Test
    void aStrangerGetsAnAddressOfThePoolWhereItIsAndNothingToBoot() {
        Desired far = far(List.of());
        Answer.Stranger found =
                assertInstanceOf(
                        Answer.Stranger.class,
                        discover(Sample.STRANGER, Optional.of(RELAY), "", far));
        DhcpMessage request =
                from(
                        Sample.STRANGER,
                        new Ip4(0),
                        Optional.of(RELAY),
                        Options.NONE
                                .with(Options.VENDOR_CLASS, Octets.text("PXEClient:Arch:00007"))
                                .with(Options.ARCHITECTURE, Octets.u16(7)));
        StrangerPolicy policy = new StrangerPolicy(new Leases(() -> 0), Sample.SELF);

        Answer.Send sent =
                assertInstanceOf(
                        Answer.Send.class,
                        policy.answer(found.type(), request, found.mac(), found.network()));

        assertEquals(new DhcpPolicy.Route.Relay(RELAY), sent.route());
        assertEquals(Optional.of(MessageType.OFFER), sent.reply().options().type());
        assertEquals("10.5.0.0/24", found.network().cidr().toString());
        assertEquals(DhcpMessage.BootNames.NONE, sent.reply().boot());
        assertEquals(Optional.empty(), sent.reply().options().get(Options.BOOT_FILE));
        assertEquals(
                "no machine has MAC 52:54:00:77:99:99",
                ignored(
                        DhcpPolicy.boot(
                                from(
                                        Sample.STRANGER,
                                        new Ip4(0),
                                        Optional.of(RELAY),
                                        Options.NONE.with(
                                                Options.TYPE,
                                                Octets.u8(MessageType.REQUEST.code()))),
                                Optional.of(Roster.of(far)),
                                Sample.SELF)));
        // Without a pool where it is, it is nobody.
        assertEquals(
                "no machine has MAC 52:54:00:77:99:99",
                ignored(discover(Sample.STRANGER, Optional.empty(), "", far)));
    }
}
