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

    /// The machines' network and what DHCP tells them about it.
    public record Network(
            Cidr cidr,
            Optional<Ip4> gateway,
            List<Ip4> nameservers,
            Optional<String> domain,
            DhcpMode dhcp) {

        public Network {
            nameservers = List.copyOf(nameservers);
        }
    }

    public enum DhcpMode {
        AUTHORITATIVE,
        OFF
    }

    /// Who may log in to a machine, and as whom we do.
    public record Ssh(String user, List<String> authorizedKeys) {
        public Ssh {
            authorizedKeys = List.copyOf(authorizedKeys);
        }
    }
}
