package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.model.Cidr;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.Settings.Link;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The interfaces that are to be served, with our addresses on them.
final class Links {

    private static final int BITS = 32;

    private Links() {}

    static Ip4 address(RunOptions.Boot boot) throws Failure {
        if (boot.address == null) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "say where machines find us: --interface NAME or --address IP");
        }
        return boot.address;
    }

    /// In the order in which they were named; the first is where everybody is sent that is on none
    /// of the others.
    static List<Link> of(RunOptions.Boot boot) throws Failure {
        if (boot.devices.size() > 1 && boot.address != null) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--address is for one --interface; with several each has its own address");
        }
        if (new HashSet<>(boot.devices).size() < boot.devices.size()) {
            throw new Failure(Exit.WRONG_INPUT, "name each --interface once");
        }
        List<Link> all = new ArrayList<>();
        for (String device : boot.devices) {
            all.add(
                    boot.address == null
                            ? link(device)
                            : new Link(device, boot.address, new Cidr(boot.address, BITS)));
        }
        return all;
    }

    private static Link link(String name) throws Failure {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            if (device == null) {
                throw new Failure(Exit.WRONG_INPUT, "there is no network interface " + name);
            }
            return device.getInterfaceAddresses().stream()
                    .filter(address -> address.getAddress() instanceof Inet4Address)
                    .map(address -> link(name, address))
                    .findFirst()
                    .orElseThrow(() ->
                            new Failure(
                                    Exit.WRONG_INPUT,
                                    name + " has no IPv4 address; give it one, or --address"));
        } catch (SocketException e) {
            throw new Failure(Exit.WORLD_UNREACHABLE, "cannot look at interface " + name);
        }
    }

    private static Link link(String name, InterfaceAddress address) {
        Ip4 own = Ip4.of(address.getAddress().getAddress());
        int prefix = address.getNetworkPrefixLength();
        int mask = prefix == 0 ? 0 : -1 << (BITS - prefix);
        return new Link(name, own, new Cidr(new Ip4(own.bits() & mask), prefix));
    }
}
