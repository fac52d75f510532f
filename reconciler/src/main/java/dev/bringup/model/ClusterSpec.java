package dev.bringup.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The one Cluster of a state repository.
public record ClusterSpec(
        String name,
        Kubernetes kubernetes,
        Network network,
        Ssh ssh,
        Optional<String> suspend,
        Policy policy) {

    /// One whose API is where the kubeconfig says.
    public ClusterSpec(
            String name,
            String kubernetesVersion,
            Network network,
            Ssh ssh,
            Optional<String> suspend,
            Policy policy) {
        this(name, new Kubernetes(kubernetesVersion), network, ssh, suspend, policy);
    }

    public String kubernetesVersion() {
        return kubernetes.version();
    }

    /// The same under another policy.
    public ClusterSpec under(Policy other) {
        return new ClusterSpec(name, kubernetes, network, ssh, suspend, other);
    }

    /// The machines' network and what DHCP tells them about it.
    public record Network(
            Cidr cidr,
            Optional<Ip4> gateway,
            List<Ip4> nameservers,
            Optional<String> domain,
            DhcpMode dhcp,
            Extras extras,
            Reach reach) {

        public Network {
            nameservers = List.copyOf(nameservers);
        }

        public Network(
                Cidr cidr,
                Optional<Ip4> gateway,
                List<Ip4> nameservers,
                Optional<String> domain,
                DhcpMode dhcp) {
            this(cidr, gateway, nameservers, domain, dhcp, Extras.NONE, Reach.HERE);
        }

        /// The network as a machine at this address sees it; empty where there is none.
        public Optional<Network> at(Ip4 address) {
            return cidr.contains(address)
                    ? Optional.of(this)
                    : reach.subnets().stream()
                            .filter(subnet -> subnet.cidr().contains(address))
                            .findFirst()
                            .map(this::seenFrom);
        }

        private Network seenFrom(Subnet subnet) {
            return new Network(
                    subnet.cidr(),
                    subnet.gateway(),
                    nameservers,
                    domain,
                    dhcp,
                    new Extras(extras.ntp(), subnet.mtu().or(extras::mtu), subnet.routes()),
                    new Reach(subnet.pool(), List.of(), reach.relays(), reach.strangers()));
        }

        /// Every network in which machines are.
        public List<Cidr> all() {
            return Stream.concat(Stream.of(cidr), reach.subnets().stream().map(Subnet::cidr))
                    .toList();
        }
    }

    /// What most networks do without.
    public record Extras(List<Ip4> ntp, Optional<Integer> mtu, List<Route> routes) {
        public static final Extras NONE = new Extras(List.of(), Optional.empty(), List.of());

        public Extras {
            ntp = List.copyOf(ntp);
            routes = List.copyOf(routes);
        }
    }

    /// Who is served beyond the machines of the one network: strangers from the pool, and machines
    /// behind relays. Without any relay listed, one of each network's own is as good as another.
    public record Reach(
            Optional<AddressRange> pool,
            List<Subnet> subnets,
            List<Ip4> relays,
            Strangers strangers) {
        public static final Reach HERE = new Reach(Optional.empty(), List.of(), List.of());

        public Reach(Optional<AddressRange> pool, List<Subnet> subnets, List<Ip4> relays) {
            this(pool, subnets, relays, Strangers.LOCAL_BOOT);
        }

        public Reach {
            subnets = List.copyOf(subnets);
            relays = List.copyOf(relays);
        }
    }

    /// A network of machines that DHCP relays bring to us.
    public record Subnet(
            Cidr cidr,
            Optional<Ip4> gateway,
            Optional<Integer> mtu,
            List<Route> routes,
            Optional<AddressRange> pool) {
        public Subnet {
            routes = List.copyOf(routes);
        }
    }

    /// A network that is reached by another way than the gateway.
    public record Route(Cidr to, Ip4 via) {}

    /// What becomes of a machine that netboots and is not in Git.
    public enum Strangers {
        /// It starts its own disk.
        LOCAL_BOOT,
        /// It is looked at first, once, and nothing on it is touched.
        INSPECT
    }

    public enum DhcpMode {
        /// We give the machines their addresses.
        AUTHORITATIVE,
        /// Another server gives addresses, we say what to boot.
        PROXY,
        OFF
    }

    /// Who may log in to a machine, and as whom we do.
    ///
    /// @param roots of trust, where there are any: the authority for host keys is among them,
    ///   whoever makes the cluster
    public record Ssh(
            String user,
            List<String> authorizedKeys,
            List<String> hostAuthorities,
            Optional<Kubernetes.SealedRoots> roots) {
        public Ssh {
            authorizedKeys = List.copyOf(authorizedKeys);
            hostAuthorities = List.copyOf(hostAuthorities);
        }

        public Ssh(String user, List<String> authorizedKeys) {
            this(user, authorizedKeys, List.of(), Optional.empty());
        }
    }
}
