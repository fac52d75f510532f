package dev.bringup.netboot;

import dev.bringup.model.AddressRange;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.netboot.DhcpPolicy.Answer;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Options;
import java.util.Optional;

/// What a client that is no machine of ours is told: an address of the pool, and nothing to boot,
/// unless strangers are looked at first.
record StrangerPolicy(Leases leases, DhcpPolicy.Self self) {

    Answer answer(MessageType type, DhcpMessage request, Mac mac, Network network) {
        if (network.dhcp() == DhcpMode.PROXY) {
            return new ProxyPolicy(self.where(network.dhcp())).answer(type, request);
        }
        Optional<AddressRange> pool = network.reach().pool();
        if (pool.isEmpty()) {
            return new Answer.Ignore("no machine has MAC " + mac.text());
        }
        DhcpReply reply = new DhcpReply(request, self);
        Ip4 wanted = new Ip4(reply.wanted());
        return switch (type) {
            case DISCOVER ->
                    leases.offer(mac, pool.get())
                            .map(address -> lease(MessageType.OFFER, reply, network, address))
                            .orElseGet(() ->
                                    new Answer.Ignore("the pool " + pool.get() + " is used up"));
            case REQUEST ->
                    reply.elsewhere()
                            .orElseGet(() ->
                                    leases.take(mac, wanted, pool.get(), self.lease())
                                            ? lease(MessageType.ACK, reply, network, wanted)
                                            : reply.nak(wanted + " is not free"));
            case INFORM ->
                    reply.send(
                            reply.common(MessageType.ACK, network),
                            0,
                            BootFiles.Boot.NOTHING,
                            reply.route(new Ip4(request.addresses().client())));
            case RELEASE -> {
                leases.release(mac, new Ip4(request.addresses().client()));
                yield new Answer.Ignore("its address is free again");
            }
            case DECLINE ->
                    new Answer.Ignore(
                            leases.decline(mac, wanted)
                                    ? "somebody else uses " + wanted + " of the pool"
                                    : wanted + " was not its to decline");
            case OFFER, ACK, NAK -> new Answer.Ignore(type + " is for servers to send");
        };
    }

    private Answer lease(MessageType type, DhcpReply reply, Network network, Ip4 address) {
        Options options = reply.leased(reply.common(type, network));
        BootFiles.Boot boot =
                DhcpPolicy.isInspected(network)
                        ? BootFiles.boot(reply.request(), self)
                        : BootFiles.Boot.NOTHING;
        return reply.send(options, address.bits(), boot, reply.route(address));
    }
}
