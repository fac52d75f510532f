package dev.bringup.netboot;

import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;

/// What firmware is told to boot when its address comes from somebody else (PXE specification 2.1).
/// An offer without an address is taken only with a server and a file in it: iPXE looks at nothing
/// else.
record ProxyPolicy(DhcpPolicy.Self self) {

    /// Beside the offer of the other server.
    DhcpPolicy.Answer answer(MessageType type, DhcpMessage request) {
        return switch (type) {
            case DISCOVER -> reply(MessageType.OFFER, request, route(request));
            case REQUEST, DECLINE, RELEASE, INFORM ->
                    new DhcpPolicy.Answer.Ignore(
                            "addresses are the other server's: the cluster's dhcp is proxy");
            case OFFER, ACK, NAK -> new DhcpPolicy.Answer.Ignore(type + " is for servers to send");
        };
    }

    /// UEFI comes back with its new address to ask once more.
    DhcpPolicy.Answer boot(MessageType type, DhcpMessage request) {
        return switch (type) {
            case DISCOVER, REQUEST, INFORM ->
                    reply(MessageType.ACK, request, new DhcpPolicy.Route.Asker());
            case DECLINE, RELEASE, OFFER, ACK, NAK ->
                    new DhcpPolicy.Answer.Ignore(type + " is not a question of what to boot");
        };
    }

    private DhcpPolicy.Answer reply(MessageType type, DhcpMessage request, DhcpPolicy.Route route) {
        BootFiles.Boot boot = BootFiles.boot(request, self);
        if (boot.equals(BootFiles.Boot.NOTHING)) {
            return new DhcpPolicy.Answer.Ignore("it does not ask what to boot");
        }
        // iPXE too takes an offer for one of these only when it says so.
        String service =
                BootFiles.asker(request.options()) == BootFiles.Asker.HTTP_BOOT
                        ? "HTTPClient"
                        : "PXEClient";
        Options options =
                Options.NONE
                        .with(Options.TYPE, Octets.u8(type.code()))
                        .with(Options.SERVER, Octets.u32(self.address().bits()))
                        .with(Options.VENDOR_CLASS, Octets.text(service))
                        .with(Options.CLIENT_UUID, request.options().get(Options.CLIENT_UUID))
                        .with(Options.RELAY_AGENT, request.options().get(Options.RELAY_AGENT));
        return new DhcpReply(request, self).send(options, 0, boot, route);
    }

    private static DhcpPolicy.Route route(DhcpMessage request) {
        return Origin.of(request)
                .relay()
                .<DhcpPolicy.Route>map(DhcpPolicy.Route.Relay::new)
                .orElseGet(DhcpPolicy.Route.Everybody::new);
    }
}
