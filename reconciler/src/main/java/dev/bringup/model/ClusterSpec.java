package dev.bringup.model;

import java.util.List;
import java.util.Optional;

/// The one Cluster of a state repository.
public record ClusterSpec(
        String name,
        String kubernetesVersion,
        Network network,
        Ssh ssh,
        Optional<String> suspend,
        Policy policy) {

    /// The same under another policy.
    public ClusterSpec under(Policy other) {
        return new ClusterSpec(name, kubernetesVersion, network, ssh, suspend, other);
    }

    /// The machines' network and what DHCP tells them about it.
    public record Network(
            Cidr cidr,
            Optional<Ip4> gateway,
            List<Ip4> nameservers,
            Optional<String> domain,
            DhcpMode dhcp,
            Extras extras) {

        public Network {
            nameservers = List.copyOf(nameservers);
        }

        public Network(
                Cidr cidr,
                Optional<Ip4> gateway,
                List<Ip4> nameservers,
                Optional<String> domain,
                DhcpMode dhcp) {
            this(cidr, gateway, nameservers, domain, dhcp, Extras.NONE);
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

    /// A network that is reached by another way than the gateway.
    public record Route(Cidr to, Ip4 via) {}

    public enum DhcpMode {
        /// We give the machines their addresses.
        AUTHORITATIVE,
        /// Another server gives addresses, we say what to boot.
        PROXY,
        OFF
    }

    /// Who may log in to a machine, and as whom we do.
    public record Ssh(String user, List<String> authorizedKeys) {
        public Ssh {
            authorizedKeys = List.copyOf(authorizedKeys);
        }
    }
}
