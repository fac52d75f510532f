package dev.bringup.manifest;

import dev.bringup.model.AddressRange;
import dev.bringup.model.Cidr;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Ip4;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Addresses that cannot be: outside all networks, or somebody else's inside one.
final class Addresses {

    private final List<Lan> lans = new ArrayList<>();
    private final Tree.Mapping network;
    private final Tree.Mapping kubernetes;
    private final List<Document> machines;
    private final Problems problems;

    Addresses(Document cluster, List<Document> machines, Problems problems) {
        this.network = cluster.spec().map("network");
        this.kubernetes = cluster.spec().map("kubernetes");
        this.machines = machines;
        this.problems = problems;
        lans.add(Lan.of(network));
        network.list("subnets").forEach(each -> lans.add(Lan.of((Tree.Mapping) each)));
    }

    /// One network, as it is written.
    private record Lan(
            Tree.Mapping tree, Cidr cidr, Optional<Ip4> gateway, Optional<AddressRange> pool) {
        static Lan of(Tree.Mapping tree) {
            return new Lan(
                    tree,
                    Cidr.parse(tree.need("cidr")),
                    tree.text("gateway").map(Ip4::parse),
                    tree.text("pool").map(AddressRange::parse));
        }
    }

    void check() {
        for (int i = 0; i < lans.size(); i++) {
            apart(lans.get(i), lans.subList(0, i));
            check(lans.get(i));
        }
        inside();
        for (Tree relay : network.list("relays")) {
            Position at = ((Tree.Scalar) relay).at();
            Ip4 address = Ip4.parse(relay.brief());
            lan(address, at).ifPresent(lan -> within(address, lan, at));
        }
        for (Document document : machines) {
            Ip4 address = Ip4.parse(document.spec().need("ipAddress"));
            Position at = document.spec().place("ipAddress");
            lan(address, at)
                    .filter(lan -> within(address, lan, at))
                    .ifPresent(lan -> free(address, lan, at));
        }
    }

    /// Pods and services have networks that no machine is in, or packets to one go to the other.
    private void inside() {
        Optional<Cidr> pods = kubernetes.text("podCidr").map(Cidr::parse);
        Optional<Cidr> services = kubernetes.text("serviceCidr").map(Cidr::parse);
        for (Lan lan : lans) {
            pods.filter(lan.cidr()::overlaps)
                    .ifPresent(cidr -> shared("podCidr", cidr, "the machines' " + lan.cidr()));
            services.filter(lan.cidr()::overlaps)
                    .ifPresent(cidr -> shared("serviceCidr", cidr, "the machines' " + lan.cidr()));
        }
        services.filter(cidr -> pods.filter(cidr::overlaps).isPresent())
                .ifPresent(cidr -> shared("serviceCidr", cidr, "podCidr " + pods.orElseThrow()));
    }

    private void shared(String field, Cidr cidr, String other) {
        problems.add(
                Code.POD_NETWORK,
                kubernetes.place(field),
                field + " " + cidr + " and " + other + " have addresses in common",
                "machines, pods and services each need networks of their own");
    }

    private void apart(Lan lan, List<Lan> before) {
        before.stream()
                .filter(other -> other.cidr().overlaps(lan.cidr()))
                .forEach(other ->
                        problems.add(
                                Code.SAME_NETWORK,
                                lan.tree().place("cidr"),
                                lan.cidr() + " and " + other.cidr() + " have addresses in common",
                                Optional.empty()));
    }

    private void check(Lan lan) {
        Tree.Mapping tree = lan.tree();
        lan.gateway().ifPresent(address -> within(address, lan, tree.place("gateway")));
        lan.pool().ifPresent(range -> inside(range.first(), lan, tree.place("pool")));
        lan.pool().ifPresent(range -> inside(range.last(), lan, tree.place("pool")));
        for (Tree each : tree.list("routes")) {
            Tree.Mapping route = (Tree.Mapping) each;
            within(Ip4.parse(route.need("via")), lan, route.place("via"));
        }
    }

    /// The network that an address is in.
    private Optional<Lan> lan(Ip4 address, Position at) {
        Optional<Lan> found = lans.stream().filter(lan -> lan.cidr().contains(address)).findFirst();
        if (found.isEmpty()) {
            String all =
                    lans.stream()
                            .map(lan -> lan.cidr().toString())
                            .collect(Collectors.joining(", "));
            problems.add(
                    Code.OUTSIDE_NETWORK,
                    at,
                    lans.size() == 1
                            ? address + " is not in the cluster's network " + all
                            : address + " is in none of the cluster's networks " + all,
                    Optional.empty());
        }
        return found;
    }

    private void free(Ip4 address, Lan lan, Position at) {
        if (lan.gateway().equals(Optional.of(address))) {
            problems.add(
                    Code.RESERVED_ADDRESS, at, address + " is the gateway's", Optional.empty());
        }
        lan.pool()
                .filter(range -> range.contains(address))
                .ifPresent(range ->
                        problems.add(
                                Code.IN_POOL,
                                at,
                                address + " is in the pool for strangers, " + range,
                                "take one outside it, or make network.pool smaller"));
    }

    private boolean inside(Ip4 address, Lan lan, Position at) {
        if (!lan.cidr().contains(address)) {
            problems.add(
                    Code.OUTSIDE_NETWORK,
                    at,
                    address + " is not in the network " + lan.cidr(),
                    Optional.empty());
        }
        return lan.cidr().contains(address);
    }

    private boolean within(Ip4 address, Lan lan, Position at) {
        if (!inside(address, lan, at)) {
            return false;
        }
        Cidr cidr = lan.cidr();
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
