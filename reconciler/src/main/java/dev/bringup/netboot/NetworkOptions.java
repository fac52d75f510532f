package dev.bringup.netboot;

import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.ClusterSpec.Route;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.dhcp.Octets;
import java.util.List;
import java.util.Optional;

/// Lists of addresses and routes as DHCP writes them.
final class NetworkOptions {

    private static final Cidr EVERYTHING = new Cidr(new Ip4(0), 0);

    private NetworkOptions() {}

    static Optional<Octets> addresses(List<Ip4> all) {
        StringBuilder hex = new StringBuilder();
        all.forEach(address -> hex.append(Octets.u32(address.bits()).hex()));
        return present(hex);
    }

    /// RFC 3442. Who understands this option ignores the router, so the default route is repeated.
    static Optional<Octets> routes(Network network) {
        if (network.extras().routes().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder hex = new StringBuilder();
        network.extras().routes().forEach(route -> hex.append(route(route)));
        network.gateway().ifPresent(via -> hex.append(route(new Route(EVERYTHING, via))));
        return present(hex);
    }

    /// Only the octets that the prefix reaches into are written.
    private static String route(Route route) {
        int octets = (route.to().prefix() + 7) / 8;
        return Octets.u8(route.to().prefix()).hex()
                + Octets.u32(route.to().network().bits()).hex().substring(0, 2 * octets)
                + Octets.u32(route.via().bits()).hex();
    }

    private static Optional<Octets> present(StringBuilder hex) {
        return hex.isEmpty() ? Optional.empty() : Optional.of(new Octets(hex.toString()));
    }
}
