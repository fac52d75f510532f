package dev.bringup.netboot;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Decides what a DHCP client is told, from its packet and the accepted commit alone: every replica
/// gives the same answer without a lease database. A machine is known by its hardware address,
/// never by its client identifier: systemd-networkd sends another one than the firmware did, and a
/// fresh one after each reinstall.
final class DhcpPolicy {

    sealed interface Answer {
        record Send(DhcpMessage reply, Route route) implements Answer {}

        record Ignore(String because) implements Answer {}
    }

    /// Where a reply goes (RFC 2131 section 4.1).
    sealed interface Route {
        /// To everybody on the segment: all clients we know accept it, whatever flag they set.
        record Everybody() implements Route {}

        record Client(Ip4 address) implements Route {}

        record Relay(Ip4 address) implements Route {}

        /// Back to the port it came from: firmware waits there, and it is not always 68.
        record Asker() implements Route {}
    }

    /// What we call ourselves: `http` is host and port in URLs.
    record Self(Ip4 address, String http, Duration lease) {}

    private final Desired desired;
    private final Self self;

    private DhcpPolicy(Desired desired, Self self) {
        this.desired = desired;
        this.self = self;
    }

    /// What is answered at the port of DHCP servers.
    static Answer answer(DhcpMessage request, Optional<Desired> desired, Self self) {
        return known(
                request,
                desired,
                (type, machine, accepted) ->
                        switch (accepted.cluster().network().dhcp()) {
                            case AUTHORITATIVE ->
                                    new DhcpPolicy(accepted, self).answer(type, request, machine);
                            case PROXY -> new ProxyPolicy(self).answer(type, request);
                            case OFF -> new Answer.Ignore("the cluster's dhcp is off");
                        });
    }

    /// What is answered at the port where firmware asks that has its address already.
    static Answer boot(DhcpMessage request, Optional<Desired> desired, Self self) {
        return known(
                request,
                desired,
                (type, _, accepted) ->
                        switch (accepted.cluster().network().dhcp()) {
                            case AUTHORITATIVE, PROXY -> new ProxyPolicy(self).boot(type, request);
                            case OFF -> new Answer.Ignore("the cluster's dhcp is off");
                        });
    }

    private interface Told {
        Answer answer(MessageType type, MachineSpec machine, Desired accepted);
    }

    /// Only our machines are told anything.
    private static Answer known(DhcpMessage request, Optional<Desired> desired, Told told) {
        if (request.op() != DhcpMessage.Op.REQUEST) {
            return new Answer.Ignore("a reply of another server");
        }
        if (desired.isEmpty()) {
            return new Answer.Ignore("no commit is accepted yet");
        }
        Optional<Mac> mac = mac(request);
        Optional<MachineSpec> machine = mac.flatMap(desired.get()::byMac);
        if (machine.isEmpty()) {
            return new Answer.Ignore(
                    "no machine has MAC "
                            + mac.map(Mac::text).orElse("" + request.hardwareAddress()));
        }
        return request.options()
                .type()
                .map(type -> told.answer(type, machine.get(), desired.get()))
                .orElseGet(() -> new Answer.Ignore("plain BOOTP"));
    }

    /// The hardware address, if it can be a machine's.
    static Optional<Mac> mac(DhcpMessage request) {
        try {
            return Optional.of(Mac.of(request.hardwareAddress().bytes()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Which program on the machine is asking.
    static Sighting.Packet asker(DhcpMessage request) {
        return switch (BootFiles.asker(request.options())) {
            case IPXE -> Sighting.Packet.IPXE_DHCP;
            case PXE, HTTP_BOOT -> Sighting.Packet.FIRMWARE_DHCP;
            case SYSTEM -> Sighting.Packet.OS_DHCP;
        };
    }

    private Answer answer(MessageType type, DhcpMessage request, MachineSpec machine) {
        return switch (type) {
            case DISCOVER -> lease(MessageType.OFFER, request, machine);
            case REQUEST -> request(request, machine);
            case INFORM -> inform(request, machine);
            case RELEASE -> new Answer.Ignore("the address stays " + machine.id() + "'s");
            case DECLINE ->
                    new Answer.Ignore(
                            machine.id()
                                    + " says that somebody else uses its address "
                                    + machine.address());
            case OFFER, ACK, NAK -> new Answer.Ignore(type + " is for servers to send");
        };
    }

    private Answer request(DhcpMessage request, MachineSpec machine) {
        Optional<Integer> server = request.options().u32(Options.SERVER);
        if (server.isPresent() && server.get() != self.address().bits()) {
            return new Answer.Ignore("it chose the server " + new Ip4(server.get()));
        }
        int wanted =
                request.options()
                        .u32(Options.REQUESTED_ADDRESS)
                        .orElse(request.addresses().client());
        if (wanted != machine.address().bits()) {
            return nak(
                    request,
                    new Ip4(wanted)
                            + " is not "
                            + machine.id()
                            + "'s address "
                            + machine.address());
        }
        return lease(MessageType.ACK, request, machine);
    }

    private Answer lease(MessageType type, DhcpMessage request, MachineSpec machine) {
        Options options =
                common(type, request, machine)
                        .with(
                                Options.LEASE_SECONDS,
                                Octets.u32(Math.toIntExact(self.lease().toSeconds())));
        int yours = machine.address().bits();
        return reply(request, options, yours, route(request, machine));
    }

    /// The client has an address already and only asks for the rest.
    private Answer inform(DhcpMessage request, MachineSpec machine) {
        return reply(
                request, common(MessageType.ACK, request, machine), 0, route(request, machine));
    }

    private Answer nak(DhcpMessage request, String because) {
        Options options =
                Options.NONE
                        .with(Options.TYPE, Octets.u8(MessageType.NAK.code()))
                        .with(Options.SERVER, Octets.u32(self.address().bits()))
                        .with(Options.REASON, Octets.text(because))
                        .with(Options.RELAY_AGENT, request.options().get(Options.RELAY_AGENT));
        DhcpMessage.Exchange asked = request.exchange();
        DhcpMessage nak =
                new DhcpMessage(
                        DhcpMessage.Op.REPLY,
                        new DhcpMessage.Exchange(asked.transaction(), 0, 0, true),
                        new DhcpMessage.Addresses(0, 0, 0, request.addresses().relay()),
                        request.hardwareAddress(),
                        DhcpMessage.BootNames.NONE,
                        options);
        Optional<Ip4> relay = relay(request);
        return new Answer.Send(
                nak, relay.<Route>map(Route.Relay::new).orElseGet(Route.Everybody::new));
    }

    private Options common(MessageType type, DhcpMessage request, MachineSpec machine) {
        ClusterSpec.Network network = desired.cluster().network();
        Options added = Options.NONE;
        for (Map.Entry<Integer, String> option : desired.dhcpOptions(machine).entrySet()) {
            added = added.with(option.getKey(), new Octets(option.getValue()));
        }
        return added.with(Options.TYPE, Octets.u8(type.code()))
                .with(Options.SERVER, Octets.u32(self.address().bits()))
                .with(Options.NETMASK, Octets.u32(network.cidr().netmask().bits()))
                .with(Options.BROADCAST, Octets.u32(network.cidr().broadcast().bits()))
                .with(Options.ROUTER, network.gateway().map(g -> Octets.u32(g.bits())))
                .with(Options.NAMESERVERS, NetworkOptions.addresses(network.nameservers()))
                .with(Options.NTP_SERVERS, NetworkOptions.addresses(network.extras().ntp()))
                .with(Options.MTU, network.extras().mtu().map(Octets::u16))
                .with(Options.ROUTES, NetworkOptions.routes(network))
                .with(Options.DOMAIN, network.domain().map(Octets::text))
                .with(Options.HOSTNAME, Octets.text(machine.id().name()))
                .with(Options.RELAY_AGENT, request.options().get(Options.RELAY_AGENT));
    }

    private Answer reply(DhcpMessage request, Options options, int yours, Route route) {
        BootFiles.Boot boot = BootFiles.boot(request, self);
        DhcpMessage.Exchange asked = request.exchange();
        DhcpMessage reply =
                new DhcpMessage(
                        DhcpMessage.Op.REPLY,
                        new DhcpMessage.Exchange(asked.transaction(), 0, 0, asked.broadcast()),
                        new DhcpMessage.Addresses(
                                request.addresses().client(),
                                yours,
                                boot.server(),
                                request.addresses().relay()),
                        request.hardwareAddress(),
                        boot.names(),
                        boot.onto(options));
        return new Answer.Send(reply, route);
    }

    private Route route(DhcpMessage request, MachineSpec machine) {
        Optional<Ip4> relay = relay(request);
        if (relay.isPresent()) {
            return new Route.Relay(relay.get());
        }
        // Only to the machine's own address: a forged ciaddr must not aim our replies at others.
        return request.addresses().client() == machine.address().bits()
                ? new Route.Client(machine.address())
                : new Route.Everybody();
    }

    static Optional<Ip4> relay(DhcpMessage request) {
        int relay = request.addresses().relay();
        return relay == 0 ? Optional.empty() : Optional.of(new Ip4(relay));
    }
}
