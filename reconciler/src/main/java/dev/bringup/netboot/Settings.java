package dev.bringup.netboot;

import dev.bringup.model.Cidr;
import dev.bringup.model.Ip4;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where the boot services listen and what they serve. `address` is the one machines are told: it
/// is our DHCP server identifier, `siaddr` and the host in URLs.
///
/// Without `others` nobody is asked for names that are not ours. `more` are further interfaces.
public record Settings(
        Ip4 address,
        Ports ports,
        Folders folders,
        Dhcp dhcp,
        Optional<Others> others,
        Ipv6 ipv6,
        List<Link> more) {

    public Settings {
        more = List.copyOf(more);
    }

    public Settings(Ip4 address, Ports ports, Folders folders, Dhcp dhcp) {
        this(address, ports, folders, dhcp, Optional.empty(), Ipv6.ANSWERED, List.of());
    }

    /// An interface beside the first, our address on it, and the network that is there.
    public record Link(String device, Ip4 address, Cidr network) {}

    /// The address that a machine is told that has this one.
    public Ip4 facing(Ip4 machine) {
        return more.stream()
                .filter(link -> link.network().contains(machine))
                .map(Link::address)
                .findFirst()
                .orElse(address);
    }

    /// The same services on another interface, at the ports that were bound on the first.
    Settings on(Link link, Ports bound) {
        return new Settings(
                link.address(),
                bound,
                folders,
                new Dhcp(
                        dhcp.listen(),
                        Optional.of(link.device()),
                        dhcp.broadcast(),
                        dhcp.clientPort(),
                        dhcp.lease()),
                others,
                ipv6,
                List.of());
    }

    /// Whether who asks for an IPv6 router on our interface is told that we are none.
    public enum Ipv6 {
        ANSWERED,
        SILENT
    }

    /// DNS servers that are asked, in this order, under ids that nobody can guess.
    public record Others(List<InetSocketAddress> servers, SecureRandom ids) {
        public Others {
            servers = List.copyOf(servers);
        }
    }

    /// `pxe` is where firmware asks what to boot when its address came from another server. Port 0
    /// is any free one; what was bound stands in [Netboot#ports]. Without a port for them there is
    /// no DNS, and nobody takes the lines that machines log.
    public record Ports(
            int dhcp,
            int pxe,
            int tftp,
            int http,
            Optional<Integer> dns,
            Optional<Integer> syslog) {
        public Ports(int dhcp, int pxe, int tftp, int http) {
            this(dhcp, pxe, tftp, http, Optional.empty(), Optional.empty());
        }
    }

    /// iPXE binaries by the names in [BootFiles], and what is served below `/assets/`.
    public record Folders(Path bootFiles, Path assets) {}

    /// `listen` is `0.0.0.0` on a real segment (broadcasts reach no other) with `device` naming its
    /// interface; `broadcast` and `clientPort` are where replies go that have no address yet.
    public record Dhcp(
            Ip4 listen, Optional<String> device, Ip4 broadcast, int clientPort, Duration lease) {}
}
