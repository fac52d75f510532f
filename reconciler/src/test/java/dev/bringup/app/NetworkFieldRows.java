package dev.bringup.app;

import static dev.bringup.app.FieldRows.row;
import static dev.bringup.app.FieldRows.seen;
import static dev.bringup.app.FieldRows.told;

import dev.bringup.app.FieldRows.Row;
import java.util.List;

/// The rows of the Cluster's network.
final class NetworkFieldRows {

    static final List<Row> ALL =
            List.of(
                    row(
                            "Cluster network.cidr",
                            "cluster.yaml",
                            "cidr: 10.0.0.0/16",
                            "cidr: 10.0.0.0/15",
                            seen("dhcp", "option 1 0xfffe0000")),
                    row(
                            "Cluster network.gateway",
                            "cluster.yaml",
                            "gateway: 10.0.0.1",
                            "gateway: 10.0.0.9",
                            seen("dhcp", "option 3 0x0a000009")),
                    row(
                            "Cluster network.nameservers",
                            "cluster.yaml",
                            "nameservers: [10.0.0.2]",
                            "nameservers: [10.0.0.9]",
                            seen("dhcp", "option 6 0x0a000009")),
                    row(
                            "Cluster network.ntp",
                            "cluster.yaml",
                            "ntp: [10.0.0.3]",
                            "ntp: [10.0.0.9]",
                            seen("dhcp", "option 42 0x0a000009")),
                    row(
                            "Cluster network.domain",
                            "cluster.yaml",
                            "lab.example",
                            "other.example",
                            seen("dhcp", "option 15 \"other.example\"")),
                    row(
                            "Cluster network.dhcp",
                            "cluster.yaml",
                            "dhcp: authoritative",
                            "dhcp: off",
                            seen("dhcp", "no answer: the cluster's dhcp is off")),
                    row(
                            "Cluster network.dhcp",
                            "cluster.yaml",
                            "dhcp: authoritative",
                            "dhcp: proxy",
                            seen("dhcp", "yiaddr 0.0.0.0")),
                    row(
                            "Cluster network.mtu",
                            "cluster.yaml",
                            "mtu: 1500",
                            "mtu: 9000",
                            seen("dhcp", "option 26 0x2328")),
                    row(
                            "Cluster network.routes[].to",
                            "cluster.yaml",
                            "10.8.0.0/16",
                            "10.9.0.0/16",
                            seen("dhcp", "option 121 0x100a09")),
                    row(
                            "Cluster network.routes[].via",
                            "cluster.yaml",
                            "via: 10.0.0.4",
                            "via: 10.0.0.5",
                            seen("dhcp", "option 121 0x100a080a000005")),
                    row(
                            "Cluster network.pool",
                            "cluster.yaml",
                            "10.0.9.1-",
                            "10.0.0.11-",
                            told("BU1311")),
                    row(
                            "Cluster network.relays",
                            "cluster.yaml",
                            "relays: [10.5.0.2]",
                            "relays: [10.0.0.9]",
                            seen(
                                    "m4 dhcp",
                                    "no answer: the relay 10.5.0.1 is not among network.relays")),
                    row(
                            "Cluster network.subnets[].cidr",
                            "cluster.yaml",
                            "cidr: 10.5.0.0/24",
                            "cidr: 10.5.0.0/23",
                            seen("m4 dhcp", "option 1 0xfffffe00")),
                    row(
                            "Cluster network.subnets[].gateway",
                            "cluster.yaml",
                            "gateway: 10.5.0.1",
                            "gateway: 10.5.0.9",
                            seen("m4 dhcp", "option 3 0x0a050009")),
                    row(
                            "Cluster network.subnets[].mtu",
                            "cluster.yaml",
                            "mtu: 1400",
                            "mtu: 1300",
                            seen("m4 dhcp", "option 26 0x0514")),
                    row(
                            "Cluster network.subnets[].routes[].to",
                            "cluster.yaml",
                            "10.7.0.0/16",
                            "10.9.0.0/16",
                            seen("m4 dhcp", "option 121 0x100a09")),
                    row(
                            "Cluster network.subnets[].routes[].via",
                            "cluster.yaml",
                            "via: 10.5.0.3",
                            "via: 10.5.0.5",
                            seen("m4 dhcp", "option 121 0x100a070a050005")),
                    row(
                            "Cluster network.subnets[].pool",
                            "cluster.yaml",
                            "10.5.0.10-",
                            "10.5.0.4-",
                            told("BU1311")));

    private NetworkFieldRows() {}
}
