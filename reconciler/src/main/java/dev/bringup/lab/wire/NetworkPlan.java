package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import java.util.List;

/// Where things are on the lab's network, which is a part of loopback.
public record NetworkPlan(Ip4 broadcast, Ip4 dhcpServer, Ports ports, List<PduPlan> pdus) {

    public NetworkPlan {
        pdus = List.copyOf(pdus);
    }

    public NetworkPlan(Ip4 broadcast, Ip4 dhcpServer, Ports ports) {
        this(broadcast, dhcpServer, ports, List.of());
    }

    public NetworkPlan with(List<PduPlan> units) {
        return new NetworkPlan(broadcast, dhcpServer, ports, units);
    }

    /// Unprivileged stand-ins for 67, 68, 69, 9, 623, 22 and 443.
    public record Ports(
            int dhcpServer, int dhcpClient, int tftp, int wake, int bmc, int ssh, int redfish) {}

    public static final NetworkPlan USUAL =
            new NetworkPlan(
                    Ip4.parse("127.77.255.255"),
                    Ip4.parse("127.77.0.1"),
                    new Ports(6767, 6868, 6969, 9009, 6230, 2222, 8443));
}
