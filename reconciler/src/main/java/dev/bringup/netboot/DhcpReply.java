package dev.bringup.netboot;

import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.DhcpPolicy.Answer;
import dev.bringup.netboot.DhcpPolicy.Route;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.util.Optional;

/// Makes the packets that answer one request.
record DhcpReply(DhcpMessage request, DhcpPolicy.Self self) {

    /// What a network tells everybody in it.
    Options common(MessageType type, Network network) {
        return Options.NONE
                .with(Options.TYPE, Octets.u8(type.code()))
                .with(Options.SERVER, Octets.u32(self.address().bits()))
                .with(Options.NETMASK, Octets.u32(network.cidr().netmask().bits()))
                .with(Options.BROADCAST, Octets.u32(network.cidr().broadcast().bits()))
                .with(Options.ROUTER, network.gateway().map(g -> Octets.u32(g.bits())))
                .with(Options.NAMESERVERS, NetworkOptions.addresses(network.nameservers()))
                .with(Options.NTP_SERVERS, NetworkOptions.addresses(network.extras().ntp()))
                .with(Options.LOG_SERVERS, logServer())
                .with(Options.MTU, network.extras().mtu().map(Octets::u16))
                .with(Options.ROUTES, NetworkOptions.routes(network))
                .with(Options.DOMAIN, network.domain().map(Octets::text))
                .with(Options.RELAY_AGENT, request.options().get(Options.RELAY_AGENT));
    }

    private Optional<Octets> logServer() {
        return self.here().logServer().map(_ -> Octets.u32(self.address().bits()));
    }

    Options leased(Options options) {
        int seconds = Math.toIntExact(self.lease().toSeconds());
        return options.with(Options.LEASE_SECONDS, Octets.u32(seconds));
    }

    /// `yours` is the address that is given, or 0.
    Answer send(Options options, int yours, BootFiles.Boot boot, Route route) {
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

    Answer nak(String because) {
        Options options =
                Options.NONE
                        .with(Options.TYPE, Octets.u8(MessageType.NAK.code()))
                        .with(Options.SERVER, Octets.u32(self.address().bits()))
                        .with(Options.REASON, Octets.text(because))
                        .with(Options.RELAY_AGENT, request.options().get(Options.RELAY_AGENT));
        DhcpMessage nak =
                new DhcpMessage(
                        DhcpMessage.Op.REPLY,
                        new DhcpMessage.Exchange(request.exchange().transaction(), 0, 0, true),
                        new DhcpMessage.Addresses(0, 0, 0, request.addresses().relay()),
                        request.hardwareAddress(),
                        DhcpMessage.BootNames.NONE,
                        options);
        return new Answer.Send(nak, relayed().orElseGet(Route.Everybody::new));
    }

    /// Whether the client chose another server's offer.
    Optional<Answer> elsewhere() {
        return request.options()
                .u32(Options.SERVER)
                .filter(server -> server != self.address().bits())
                .map(server -> new Answer.Ignore("it chose the server " + new Ip4(server)));
    }

    /// The address that the client asks for, or has.
    int wanted() {
        return request.options()
                .u32(Options.REQUESTED_ADDRESS)
                .orElse(request.addresses().client());
    }

    /// Only to the client's own address: a forged ciaddr must not aim our replies at others.
    Route route(Ip4 own) {
        return relayed()
                .orElseGet(() ->
                        request.addresses().client() == own.bits()
                                ? new Route.Client(own)
                                : new Route.Everybody());
    }

    private Optional<Route> relayed() {
        return Origin.of(request).relay().map(Route.Relay::new);
    }
}
