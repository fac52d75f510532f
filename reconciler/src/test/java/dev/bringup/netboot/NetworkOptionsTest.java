package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.ClusterSpec.Extras;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.ClusterSpec.Route;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Roster;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a network says beyond addresses and names, as bytes in a reply.
class NetworkOptionsTest {

    private static Options reply(Optional<Ip4> gateway, Extras extras) {
        Desired plain = Sample.desired(DhcpMode.AUTHORITATIVE);
        Network network =
                new Network(
                        plain.cluster().network().cidr(),
                        gateway,
                        List.of(),
                        Optional.empty(),
                        DhcpMode.AUTHORITATIVE,
                        extras,
                        ClusterSpec.Reach.HERE);
        return options(Sample.in(network, plain));
    }

    private static Options options(Desired desired) {
        DhcpMessage request =
                new DhcpMessage(
                        DhcpMessage.Op.REQUEST,
                        new DhcpMessage.Exchange(42, 0, 0, false),
                        DhcpMessage.Addresses.NONE,
                        Octets.of(Sample.MAC.bytes()),
                        DhcpMessage.BootNames.NONE,
                        Options.NONE.with(Options.TYPE, Octets.u8(MessageType.DISCOVER.code())));
        DhcpPolicy.Answer answer =
                DhcpPolicy.answer(request, Optional.of(Roster.of(desired)), Sample.SELF);
        return assertInstanceOf(DhcpPolicy.Answer.Send.class, answer).reply().options();
    }

    @Test
    void timeServersAndTheMtuAreOptions42And26() {
        List<Ip4> ntp = List.of(Ip4.parse("127.77.0.2"), Ip4.parse("127.77.0.3"));
        Options options = reply(Optional.empty(), new Extras(ntp, Optional.of(9000), List.of()));

        assertEquals(Optional.of(new Octets("7f4d00027f4d0003")), options.get(42));
        assertEquals(Optional.of(new Octets("2328")), options.get(26));
        assertEquals(Optional.empty(), options.get(121));
    }

    @Test
    void routesAreWrittenAsInRfc3442AndRepeatTheDefaultRoute() {
        List<Route> routes =
                List.of(
                        new Route(Cidr.parse("10.17.0.0/16"), Ip4.parse("127.77.0.4")),
                        new Route(Cidr.parse("10.27.129.0/24"), Ip4.parse("127.77.0.5")),
                        new Route(Cidr.parse("10.229.0.128/25"), Ip4.parse("127.77.0.6")));
        Extras extras = new Extras(List.of(), Optional.empty(), routes);

        String three = "100a117f4d0004" + "180a1b817f4d0005" + "190ae500807f4d0006";
        assertEquals(Optional.of(new Octets(three)), reply(Optional.empty(), extras).get(121));
        assertEquals(
                Optional.of(new Octets(three + "007f4d00fe")),
                reply(Optional.of(Ip4.parse("127.77.0.254")), extras).get(121));
    }

    @Test
    void whatIsLeftOutIsNotSent() {
        Options options = reply(Optional.empty(), Extras.NONE);

        assertEquals(Optional.empty(), options.get(42));
        assertEquals(Optional.empty(), options.get(26));
        assertEquals(Optional.empty(), options.get(121));
    }

    @Test
    void aProfileAddsItsOwnAndTakesNothingAway() {
        Desired plain = Sample.desired(DhcpMode.AUTHORITATIVE);
        Desired desired =
                new Desired(
                        plain.commit(),
                        plain.cluster(),
                        plain.machines(),
                        List.of(),
                        new TreeMap<>(
                                Map.of(
                                        "worker",
                                        new TreeMap<>(Map.of(17, "2f737276")),
                                        "other",
                                        new TreeMap<>(Map.of(224, "0a")))));
        Options with = options(desired);

        assertEquals(Optional.of(new Octets("2f737276")), with.get(17));
        assertEquals(Optional.empty(), with.get(224), "of another profile");
        Map<Integer, Octets> rest = new TreeMap<>(with.values());
        rest.remove(17);
        assertEquals(options(plain).values(), rest);
    }
}
