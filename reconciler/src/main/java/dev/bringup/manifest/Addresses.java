package dev.bringup.manifest;

import dev.bringup.model.Cidr;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Ip4;
import java.util.List;
import java.util.Optional;

/// Addresses that cannot be: outside the network, or somebody else's inside it.
final class Addresses {

    private final Tree.Mapping network;
    private final List<Document> machines;
    private final Problems problems;
    private final Cidr cidr;

    Addresses(Document cluster, List<Document> machines, Problems problems) {
        this.network = cluster.spec().map("network");
        this.machines = machines;
        this.problems = problems;
        this.cidr = Cidr.parse(network.need("cidr"));
    }

    void check() {
        Optional<Ip4> gateway = network.text("gateway").map(Ip4::parse);
        Optional<Formats.Range> pool = network.text("pool").map(Formats.Range::parse);
        gateway.ifPresent(address -> within(address, network.place("gateway")));
        pool.ifPresent(range -> inside(range.first(), network.place("pool")));
        pool.ifPresent(range -> inside(range.last(), network.place("pool")));
        for (Tree each : network.list("routes")) {
            Tree.Mapping route = (Tree.Mapping) each;
            within(Ip4.parse(route.need("via")), route.place("via"));
        }
        for (Document document : machines) {
            Ip4 address = Ip4.parse(document.spec().need("ipAddress"));
            Position at = document.spec().place("ipAddress");
            if (!within(address, at)) {
                continue;
            }
            if (gateway.equals(Optional.of(address))) {
                problems.add(
                        Code.RESERVED_ADDRESS, at, address + " is the gateway's", Optional.empty());
            }
            pool.filter(range -> range.contains(address))
                    .ifPresent(range -> pooled(address, at, range));
        }
    }

    private void pooled(Ip4 address, Position at, Formats.Range pool) {
        problems.add(
                Code.IN_POOL,
                at,
                address + " is in the pool for strangers, " + pool,
                "take one outside it, or make network.pool smaller");
    }

    private boolean inside(Ip4 address, Position at) {
        if (!cidr.contains(address)) {
            problems.add(
                    Code.OUTSIDE_NETWORK,
                    at,
                    address + " is not in the cluster's network " + cidr,
                    Optional.empty());
        }
        return cidr.contains(address);
    }

    private boolean within(Ip4 address, Position at) {
        if (!inside(address, at)) {
            return false;
        }
        boolean edge = address.equals(cidr.network()) || address.equals(cidr.broadcast());
        if (edge && cidr.prefix() < 31) {
            String which = address.equals(cidr.network()) ? "network" : "broadcast";
            problems.add(
                    Code.RESERVED_ADDRESS,
                    at,
                    address + " is the " + which + " address of " + cidr,
                    Optional.empty());
            return false;
        }
        return true;
    }
}
