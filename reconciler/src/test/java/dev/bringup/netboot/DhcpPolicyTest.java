package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Roster;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DhcpPolicyTest {

    private static final int SERVER = Ip4.parse("127.77.0.1").bits();
    private static final int MINE = Ip4.parse("127.77.1.1").bits();
    private static final String SCRIPT =
            "http://127.77.0.1:8081/ipxe/52-54-00-77-01-01"
                    + "?uuid=${uuid}&serial=${serial:uristring}&vendor=${manufacturer:uristring}&product=${product:uristring}";

    private static DhcpMessage from(Mac mac, MessageType type, Options options) {
        return from(mac, type, options, DhcpMessage.Addresses.NONE);
    }

    private static DhcpMessage from(
            Mac mac, MessageType type, Options options, DhcpMessage.Addresses addresses) {
        return new DhcpMessage(
                DhcpMessage.Op.REQUEST,
                new DhcpMessage.Exchange(42, 0, 0, false),
                addresses,
                Octets.of(mac.bytes()),
                DhcpMessage.BootNames.NONE,
                options.with(Options.TYPE, Octets.u8(type.code())));
    }

    private static Options firmware(int architecture) {
        return Options.NONE
                .with(Options.VENDOR_CLASS, Octets.text("PXEClient:Arch:00000:UNDI:002001"))
                .with(Options.CLIENT_UUID, new Octets("00" + "11".repeat(16)))
                .with(Options.ARCHITECTURE, new Octets("%04x".formatted(architecture)));
    }

    private static DhcpPolicy.Answer answer(DhcpMessage request) {
        return DhcpPolicy.answer(request, Sample.roster(DhcpMode.AUTHORITATIVE), Sample.SELF);
    }

    private static DhcpMessage reply(DhcpMessage request) {
        return assertInstanceOf(DhcpPolicy.Answer.Send.class, answer(request)).reply();
    }

    private static Options lease(MessageType type) {
        return Options.NONE
                .with(Options.TYPE, Octets.u8(type.code()))
                .with(Options.SERVER, Octets.u32(SERVER))
                .with(Options.NETMASK, new Octets("ffff0000"))
                .with(Options.BROADCAST, Octets.u32(Ip4.parse("127.77.255.255").bits()))
                .with(Options.ROUTER, Octets.u32(Ip4.parse("127.77.0.254").bits()))
                .with(Options.NAMESERVERS, new Octets("7f4d00357f4d0036"))
                .with(Options.DOMAIN, Octets.text("lab.example"))
                .with(Options.HOSTNAME, Octets.text("node-01"))
                .with(Options.LEASE_SECONDS, Octets.u32(3600));
    }

    @Test
    void anInstalledSystemGetsItsAddressAndNothingToBoot() {
        Options asked = Options.NONE.with(Options.CLIENT_ID, new Octets("ff0badcafe"));
        assertEquals(
                new DhcpPolicy.Answer.Send(
                        new DhcpMessage(
                                DhcpMessage.Op.REPLY,
                                new DhcpMessage.Exchange(42, 0, 0, false),
                                new DhcpMessage.Addresses(0, MINE, 0, 0),
                                Octets.of(Sample.MAC.bytes()),
                                DhcpMessage.BootNames.NONE,
                                lease(MessageType.OFFER)),
                        new DhcpPolicy.Route.Everybody()),
                answer(from(Sample.MAC, MessageType.DISCOVER, asked)));
    }

    @Test
    void firmwareGetsIpxeForItsArchitecture() {
        Map<Integer, String> files =
                Map.of(
                        0, "undionly.kpxe",
                        6, "snponly-i386.efi",
                        7, "snponly.efi",
                        9, "snponly.efi",
                        11, "ipxe-arm64.efi");
        files.forEach((architecture, file) -> {
            DhcpMessage offer =
                    reply(from(Sample.MAC, MessageType.DISCOVER, firmware(architecture)));
            assertEquals(new DhcpMessage.Addresses(0, MINE, SERVER, 0), offer.addresses());
            assertEquals(new DhcpMessage.BootNames("", file), offer.boot());
            assertEquals(
                    lease(MessageType.OFFER)
                            .with(Options.VENDOR_CLASS, Octets.text("PXEClient"))
                            .with(Options.CLIENT_UUID, new Octets("00" + "11".repeat(16)))
                            .with(Options.TFTP_SERVER, Octets.text("127.77.0.1"))
                            .with(Options.BOOT_FILE, Octets.text(file))
                            .with(Options.IPXE, new Octets("b00101")),
                    offer.options());
        });
    }

    @Test
    void ipxeGetsTheUrlOfItsScriptInWhateverWayItSaysItsName() {
        Map<String, Octets> spellings = new LinkedHashMap<>();
        spellings.put("bare", Octets.text("iPXE"));
        spellings.put("with a length (RFC 3004)", Octets.text("\u0004iPXE"));
        spellings.forEach((spelling, userClass) -> {
            Options asked = firmware(0).with(Options.USER_CLASS, userClass);
            DhcpMessage offer = reply(from(Sample.MAC, MessageType.DISCOVER, asked));
            assertEquals(new DhcpMessage.BootNames("", SCRIPT), offer.boot(), spelling);
            assertEquals(
                    lease(MessageType.OFFER)
                            .with(Options.BOOT_FILE, Octets.text(SCRIPT))
                            .with(Options.IPXE, new Octets("b00101")),
                    offer.options(),
                    spelling);
        });
    }

    @Test
    void httpBootGetsAUrlAndItsVendorClassBack() {
        Options asked =
                firmware(16)
                        .with(
                                Options.VENDOR_CLASS,
                                Octets.text("HTTPClient:Arch:00016:UNDI:003000"));
        DhcpMessage offer = reply(from(Sample.MAC, MessageType.DISCOVER, asked));
        assertEquals("http://127.77.0.1:8081/boot/snponly.efi", offer.boot().file());
        assertEquals(Optional.of("HTTPClient"), offer.options().text(Options.VENDOR_CLASS));
    }

    @Test
    void aRequestForTheRightAddressIsAcknowledged() {
        Options asked =
                Options.NONE
                        .with(Options.REQUESTED_ADDRESS, Octets.u32(MINE))
                        .with(Options.SERVER, Octets.u32(SERVER));
        assertEquals(
                lease(MessageType.ACK),
                reply(from(Sample.MAC, MessageType.REQUEST, asked)).options());
    }

    @Test
    void aRenewalIsAnsweredToTheMachineItself() {
        DhcpMessage renewal =
                from(
                        Sample.MAC,
                        MessageType.REQUEST,
                        Options.NONE,
                        new DhcpMessage.Addresses(MINE, 0, 0, 0));
        DhcpPolicy.Answer.Send sent =
                assertInstanceOf(DhcpPolicy.Answer.Send.class, answer(renewal));
        assertEquals(new DhcpPolicy.Route.Client(new Ip4(MINE)), sent.route());
        assertEquals(lease(MessageType.ACK), sent.reply().options());
    }

    @Test
    void aForgedClientAddressDoesNotAimOurReplies() {
        DhcpMessage inform =
                from(
                        Sample.MAC,
                        MessageType.INFORM,
                        Options.NONE,
                        new DhcpMessage.Addresses(Ip4.parse("192.0.2.1").bits(), 0, 0, 0));
        DhcpPolicy.Answer.Send sent =
                assertInstanceOf(DhcpPolicy.Answer.Send.class, answer(inform));
        assertEquals(new DhcpPolicy.Route.Everybody(), sent.route());
        assertEquals(0, sent.reply().addresses().yours());
        assertEquals(Optional.empty(), sent.reply().options().get(Options.LEASE_SECONDS));
    }

    @Test
    void aRequestForAnotherAddressIsRefused() {
        Options asked =
                Options.NONE.with(
                        Options.REQUESTED_ADDRESS, Octets.u32(Ip4.parse("10.0.0.9").bits()));
        DhcpMessage nak = reply(from(Sample.MAC, MessageType.REQUEST, asked));
        assertEquals(Optional.of(MessageType.NAK), nak.options().type());
        assertEquals(
                Optional.of("10.0.0.9 is not node-01's address 127.77.1.1"),
                nak.options().text(Options.REASON));
        assertEquals(DhcpMessage.Addresses.NONE, nak.addresses());
    }

    @Test
    void aRelayGetsTheReplyAndItsOwnOptionBack() {
        Options asked = Options.NONE.with(Options.RELAY_AGENT, new Octets("0104deadbeef"));
        int relay = Ip4.parse("127.77.9.9").bits();
        DhcpPolicy.Answer.Send sent =
                assertInstanceOf(
                        DhcpPolicy.Answer.Send.class,
                        answer(
                                from(
                                        Sample.MAC,
                                        MessageType.DISCOVER,
                                        asked,
                                        new DhcpMessage.Addresses(0, 0, 0, relay))));
        assertEquals(new DhcpPolicy.Route.Relay(new Ip4(relay)), sent.route());
        assertEquals(relay, sent.reply().addresses().relay());
        assertEquals(
                Optional.of(new Octets("0104deadbeef")),
                sent.reply().options().get(Options.RELAY_AGENT));
    }

    @Test
    void whatIsNotAnsweredSaysWhy() {
        Options elsewhere =
                Options.NONE.with(Options.SERVER, Octets.u32(Ip4.parse("10.0.0.1").bits()));
        Map<DhcpMessage, String> cases =
                Map.of(
                        from(Sample.STRANGER, MessageType.DISCOVER, firmware(0)),
                        "no machine has MAC 52:54:00:77:99:99",
                        from(Sample.MAC, MessageType.REQUEST, elsewhere),
                        "it chose the server 10.0.0.1",
                        from(Sample.MAC, MessageType.RELEASE, Options.NONE),
                        "the address stays node-01's",
                        from(Sample.MAC, MessageType.DECLINE, Options.NONE),
                        "node-01 says that somebody else uses its address 127.77.1.1",
                        from(Sample.MAC, MessageType.ACK, Options.NONE),
                        "ACK is for servers to send");
        cases.forEach((request, because) ->
                assertEquals(new DhcpPolicy.Answer.Ignore(because), answer(request)));
    }

    @Test
    void nobodyIsAnsweredWhenWeAreNotToServe() {
        DhcpMessage discover = from(Sample.MAC, MessageType.DISCOVER, Options.NONE);
        assertEquals(
                new DhcpPolicy.Answer.Ignore("the cluster's dhcp is off"),
                DhcpPolicy.answer(discover, Sample.roster(DhcpMode.OFF), Sample.SELF));
        assertEquals(
                new DhcpPolicy.Answer.Ignore("no commit is accepted yet"),
                DhcpPolicy.answer(discover, Optional.empty(), Sample.SELF));
    }

    @Test
    void theAskingProgramIsTold() {
        assertEquals(
                Sighting.Packet.FIRMWARE_DHCP,
                DhcpPolicy.asker(from(Sample.MAC, MessageType.DISCOVER, firmware(7))));
        assertEquals(
                Sighting.Packet.IPXE_DHCP,
                DhcpPolicy.asker(
                        from(
                                Sample.MAC,
                                MessageType.DISCOVER,
                                firmware(7).with(Options.USER_CLASS, Octets.text("iPXE")))));
        assertEquals(
                Sighting.Packet.OS_DHCP,
                DhcpPolicy.asker(from(Sample.MAC, MessageType.DISCOVER, Options.NONE)));
    }

    private static final Optional<Roster> BESIDE = Sample.roster(DhcpMode.PROXY);

    private static DhcpPolicy.Answer beside(MessageType type, Options options) {
        return DhcpPolicy.answer(from(Sample.MAC, type, options), BESIDE, Sample.SELF);
    }

    @Test
    void besideAnotherServerFirmwareIsOfferedWhatToBootAndNoAddress() {
        assertEquals(
                new DhcpPolicy.Answer.Send(
                        new DhcpMessage(
                                DhcpMessage.Op.REPLY,
                                new DhcpMessage.Exchange(42, 0, 0, false),
                                new DhcpMessage.Addresses(0, 0, SERVER, 0),
                                Octets.of(Sample.MAC.bytes()),
                                new DhcpMessage.BootNames("", "undionly.kpxe"),
                                Options.NONE
                                        .with(Options.TYPE, Octets.u8(MessageType.OFFER.code()))
                                        .with(Options.SERVER, Octets.u32(SERVER))
                                        .with(Options.VENDOR_CLASS, Octets.text("PXEClient"))
                                        .with(
                                                Options.CLIENT_UUID,
                                                new Octets("00" + "11".repeat(16)))
                                        .with(Options.TFTP_SERVER, Octets.text("127.77.0.1"))
                                        .with(Options.BOOT_FILE, Octets.text("undionly.kpxe"))
                                        .with(Options.IPXE, new Octets("b00101"))),
                        new DhcpPolicy.Route.Everybody()),
                beside(MessageType.DISCOVER, firmware(0)));
    }

    @Test
    void besideAnotherServerIpxeIsOfferedItsScriptAsAPxeService() {
        DhcpMessage offer =
                assertInstanceOf(
                                DhcpPolicy.Answer.Send.class,
                                beside(
                                        MessageType.DISCOVER,
                                        firmware(0).with(Options.USER_CLASS, Octets.text("iPXE"))))
                        .reply();
        assertEquals(SCRIPT, offer.boot().file());
        assertEquals(SERVER, offer.addresses().server());
        assertEquals(Optional.of("PXEClient"), offer.options().text(Options.VENDOR_CLASS));
    }

    @Test
    void besideAnotherServerNothingIsSaidOfAddresses() {
        String because = "addresses are the other server's: the cluster's dhcp is proxy";
        for (MessageType type :
                new MessageType[] {
                    MessageType.REQUEST,
                    MessageType.INFORM,
                    MessageType.RELEASE,
                    MessageType.DECLINE
                }) {
            assertEquals(new DhcpPolicy.Answer.Ignore(because), beside(type, firmware(0)));
        }
        assertEquals(
                new DhcpPolicy.Answer.Ignore("it does not ask what to boot"),
                beside(MessageType.DISCOVER, Options.NONE));
        assertEquals(
                new DhcpPolicy.Answer.Ignore("it does not ask what to boot"),
                beside(MessageType.DISCOVER, firmware(4711)));
    }

    @Test
    void atThePortOfPxeTheAskerIsAnsweredWhereItAsked() {
        DhcpMessage request =
                from(
                        Sample.MAC,
                        MessageType.REQUEST,
                        firmware(7),
                        new DhcpMessage.Addresses(MINE, 0, 0, 0));
        DhcpPolicy.Answer.Send sent =
                assertInstanceOf(
                        DhcpPolicy.Answer.Send.class,
                        DhcpPolicy.boot(request, BESIDE, Sample.SELF));
        assertEquals(new DhcpPolicy.Route.Asker(), sent.route());
        assertEquals(Optional.of(MessageType.ACK), sent.reply().options().type());
        assertEquals("snponly.efi", sent.reply().boot().file());
        assertEquals(new DhcpMessage.Addresses(MINE, 0, SERVER, 0), sent.reply().addresses());
        assertEquals(
                new DhcpPolicy.Answer.Ignore("the cluster's dhcp is off"),
                DhcpPolicy.boot(request, Sample.roster(DhcpMode.OFF), Sample.SELF));
        assertEquals(
                new DhcpPolicy.Answer.Ignore("no machine has MAC 02:00:00:00:00:09"),
                DhcpPolicy.boot(
                        from(Mac.parse("02:00:00:00:00:09"), MessageType.REQUEST, firmware(7)),
                        BESIDE,
                        Sample.SELF));
        assertEquals(
                new DhcpPolicy.Answer.Ignore("RELEASE is not a question of what to boot"),
                DhcpPolicy.boot(
                        from(Sample.MAC, MessageType.RELEASE, firmware(7)), BESIDE, Sample.SELF));
    }
}
