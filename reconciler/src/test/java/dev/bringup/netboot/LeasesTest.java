package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.AddressRange;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.ClusterSpec.Extras;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.ClusterSpec.Reach;
import dev.bringup.model.ClusterSpec.Strangers;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.netboot.DhcpPolicy.Answer;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeasesTest {

    private static final AddressRange POOL = AddressRange.parse("10.0.0.10-10.0.0.13");
    private static final Mac ONE = Mac.parse("02:00:00:00:00:01");

    private long now;
    private final Leases leases = new Leases(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static Mac mac(int number) {
        return Mac.parse("02:00:00:00:00:%02x".formatted(number));
    }

    @Test
    void aStrangerGetsTheSameAddressAgainOnEveryReplica() {
        Optional<Ip4> first = leases.offer(ONE, POOL);

        assertEquals(first, leases.offer(ONE, POOL));
        assertEquals(first, new Leases(() -> 77).offer(ONE, POOL));
    }

    @Test
    void nobodyGetsWhatSomebodyHasAndThePoolHasAnEnd() {
        Set<Ip4> given = new HashSet<>();
        for (int i = 1; i <= 4; i++) {
            Ip4 address = leases.offer(mac(i), POOL).orElseThrow();
            assertTrue(POOL.contains(address) && given.add(address), address.toString());
        }

        assertEquals(Optional.empty(), leases.offer(mac(5), POOL));
        assertEquals(4, leases.count());
        pass(Leases.OFFERED);
        assertTrue(leases.offer(mac(5), POOL).isPresent());
        assertEquals(1, leases.count());
    }

    @Test
    void aLeaseLastsAndAnOfferDoesNotShortenIt() {
        Ip4 address = leases.offer(ONE, POOL).orElseThrow();
        assertTrue(leases.take(ONE, address, POOL, Duration.ofHours(1)));
        assertEquals(Optional.of(address), leases.offer(ONE, POOL));

        pass(Duration.ofMinutes(59));
        assertFalse(leases.take(mac(2), address, POOL, Duration.ofHours(1)));
        pass(Duration.ofMinutes(1));
        assertTrue(leases.take(mac(2), address, POOL, Duration.ofHours(1)));
    }

    @Test
    void aFloodOfStrangersIsNoMoreThanThePool() {
        for (int i = 0; i < 100_000; i++) {
            leases.offer(
                    Mac.parse("02:00:00:%02x:%02x:%02x".formatted(i >> 16, i >> 8 & 255, i & 255)),
                    POOL);
        }
        assertEquals(4, leases.count());
    }

    @Test
    void whatWasDeclinedRestsAndOnlyItsHolderMayDecline() {
        Ip4 address = leases.offer(ONE, POOL).orElseThrow();

        assertFalse(leases.decline(mac(2), address));
        assertTrue(leases.decline(ONE, address));
        assertNotEquals(Optional.of(address), leases.offer(ONE, POOL));
        pass(Leases.DECLINED);
        assertTrue(leases.take(mac(3), address, POOL, Duration.ofHours(1)));
    }

    @Test
    void theConversationOfAStranger() {
        Network network =
                new Network(
                        Cidr.parse("10.0.0.0/24"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        DhcpMode.AUTHORITATIVE,
                        Extras.NONE,
                        new Reach(Optional.of(POOL), List.of(), List.of()));
        StrangerPolicy policy = new StrangerPolicy(leases, Sample.SELF);
        int given = yours(policy, network, MessageType.DISCOVER, 0);

        assertEquals(given, yours(policy, network, MessageType.REQUEST, given));
        assertEquals(Optional.of(MessageType.NAK), type(policy, network, MessageType.REQUEST, 1));
        assertEquals(
                new Answer.Ignore("its address is free again"),
                policy.answer(MessageType.RELEASE, from(0, given), ONE, network));
        assertTrue(leases.take(mac(2), new Ip4(given), POOL, Duration.ofHours(1)));
        assertEquals(
                Optional.of(MessageType.NAK), type(policy, network, MessageType.REQUEST, given));
        assertEquals(
                new Answer.Ignore(new Ip4(given) + " was not its to decline"),
                policy.answer(MessageType.DECLINE, from(given, 0), ONE, network));
    }

    /// What is asked by iPXE, so that there is something to boot.
    private static Answer booting(DhcpMode mode, Strangers strangers) {
        Network network =
                new Network(
                        Cidr.parse("10.0.0.0/24"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        mode,
                        Extras.NONE,
                        new Reach(Optional.of(POOL), List.of(), List.of(), strangers));
        DhcpMessage plain = from(0, 0);
        DhcpMessage ipxe =
                new DhcpMessage(
                        plain.op(),
                        plain.exchange(),
                        plain.addresses(),
                        plain.hardwareAddress(),
                        plain.boot(),
                        plain.options()
                                .with(Options.USER_CLASS, Octets.text("iPXE"))
                                .with(Options.VENDOR_CLASS, Octets.text("PXEClient")));
        Leases leases = new Leases(() -> 0);
        return new StrangerPolicy(leases, Sample.SELF)
                .answer(MessageType.DISCOVER, ipxe, ONE, network);
    }

    private static String bootFile(Answer answer) {
        return assertInstanceOf(Answer.Send.class, answer).reply().boot().file();
    }

    @Test
    void aStrangerBootsSomethingOnlyWhereItIsToBeLookedAt() {
        String script = "/ipxe/" + ONE.hyphened() + "?" + IpxeScript.WHO;
        assertEquals("", bootFile(booting(DhcpMode.AUTHORITATIVE, Strangers.LOCAL_BOOT)));
        assertTrue(bootFile(booting(DhcpMode.AUTHORITATIVE, Strangers.INSPECT)).endsWith(script));
        assertTrue(bootFile(booting(DhcpMode.PROXY, Strangers.INSPECT)).endsWith(script));
    }

    private static int yours(StrangerPolicy policy, Network network, MessageType type, int asked) {
        Answer answer = policy.answer(type, from(asked, 0), ONE, network);
        return assertInstanceOf(Answer.Send.class, answer).reply().addresses().yours();
    }

    private static Optional<MessageType> type(
            StrangerPolicy policy, Network network, MessageType type, int asked) {
        Answer answer = policy.answer(type, from(asked, 0), ONE, network);
        return assertInstanceOf(Answer.Send.class, answer).reply().options().type();
    }

    private static DhcpMessage from(int asked, int client) {
        return new DhcpMessage(
                DhcpMessage.Op.REQUEST,
                new DhcpMessage.Exchange(1, 0, 0, false),
                new DhcpMessage.Addresses(client, 0, 0, 0),
                Octets.of(ONE.bytes()),
                DhcpMessage.BootNames.NONE,
                asked == 0
                        ? Options.NONE
                        : Options.NONE.with(Options.REQUESTED_ADDRESS, Octets.u32(asked)));
    }
}
