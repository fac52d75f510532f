package dev.bringup.netboot;

import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.util.Optional;

/// Where a DHCP request came from: our own segment, or the one that a relay says it serves. A relay
/// may name another network than its own address is in (RFC 3527).
record Origin(Optional<Ip4> relay, Optional<Ip4> link, Optional<Ip4> bound) {

    private static final int LINK_SELECTION = 5;

    static Origin of(DhcpMessage request) {
        Optional<Ip4> relay = address(request.addresses().relay());
        Optional<Ip4> selected =
                relay.flatMap(_ -> request.options().get(Options.RELAY_AGENT))
                        .flatMap(Origin::selected);
        return new Origin(relay, selected.or(() -> relay), address(request.addresses().client()));
    }

    private static Optional<Ip4> address(int bits) {
        return bits == 0 ? Optional.empty() : Optional.of(new Ip4(bits));
    }

    private static Optional<Ip4> selected(Octets agent) {
        byte[] bytes = agent.bytes();
        int at = 0;
        while (at + 1 < bytes.length) {
            int length = Byte.toUnsignedInt(bytes[at + 1]);
            if (bytes[at] == LINK_SELECTION && length == 4 && at + 6 <= bytes.length) {
                return Optional.of(
                        new Ip4(
                                new Octets(agent.hex().substring(2 * at + 4, 2 * at + 12))
                                        .number()));
            }
            at += 2 + length;
        }
        return Optional.empty();
    }

    /// The network of whoever asks, if it is one of the cluster's.
    Optional<Network> network(Network cluster, Ip4 us) {
        return cluster.at(link.orElse(us));
    }

    /// Why somebody with this address is not answered here: an address is of use in its own network
    /// alone, and a relay that nobody listed may be anybody's.
    Optional<String> refused(String who, Ip4 address, Network cluster, Ip4 us) {
        Optional<String> stranger = unknownRelay(cluster);
        if (stranger.isPresent()) {
            return stranger;
        }
        // Who has its address already asks without a relay, from wherever it is.
        if (relay.isEmpty() && bound.equals(Optional.of(address))) {
            return Optional.empty();
        }
        Optional<Network> here = network(cluster, us);
        if (relay.isEmpty() && here.isEmpty()) {
            return Optional.empty();
        }
        return here.filter(network -> network.cidr().contains(address)).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "%s has %s, but asks from %s"
                                .formatted(
                                        who,
                                        address,
                                        here.map(network -> network.cidr().toString())
                                                .orElseGet(() -> "the relay " + relay.get())));
    }

    Optional<String> unknownRelay(Network cluster) {
        return relay.filter(from ->
                        !cluster.reach().relays().isEmpty()
                                && !cluster.reach().relays().contains(from))
                .map(from -> "the relay " + from + " is not among network.relays");
    }
}
