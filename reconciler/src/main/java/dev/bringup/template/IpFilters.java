package dev.bringup.template;

import com.hubspot.jinjava.lib.filter.Filter;
import dev.bringup.model.Cidr;
import dev.bringup.model.Ip4;
import java.util.List;

/// `cluster.network.cidr | ip_host(5)` and its relatives: networks are `10.0.0.0/24`, addresses are
/// `10.0.0.5`.
final class IpFilters {

    static final List<Filter> ALL =
            List.of(
                    new Filters("ip_host", (cidr, n) -> host(cidr(cidr), number(n))),
                    new Filters("ip_add", (ip, n) -> plus(Ip4.parse(ip.toString()), number(n))),
                    new Filters("ip_in", (ip, of) -> isIn(Ip4.parse(ip.toString()), of)),
                    new Filters("ip_network", (cidr, _) -> cidr(cidr).network().toString()),
                    new Filters("ip_broadcast", (cidr, _) -> cidr(cidr).broadcast().toString()),
                    new Filters("ip_netmask", (cidr, _) -> cidr(cidr).netmask().toString()),
                    new Filters("ip_prefix", (cidr, _) -> cidr(cidr).prefix()));

    private IpFilters() {}

    private static String host(Cidr cidr, long number) {
        long bits = (cidr.network().bits() & 0xffff_ffffL) + number;
        Ip4 address = new Ip4((int) bits);
        if (number < 0 || bits >>> 32 != 0 || !cidr.contains(address)) {
            throw new IllegalArgumentException(cidr + " has no address number " + number);
        }
        return address.toString();
    }

    private static String plus(Ip4 address, long number) {
        long bits = (address.bits() & 0xffff_ffffL) + number;
        if (bits >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "there is no address " + number + " after " + address);
        }
        return new Ip4((int) bits).toString();
    }

    private static boolean isIn(Ip4 address, String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("ip_in needs a network: ip_in('10.0.0.0/24')");
        }
        return Cidr.parse(arguments[0]).contains(address);
    }

    private static Cidr cidr(Object value) {
        return Cidr.parse(value.toString());
    }

    private static long number(String[] arguments) {
        if (arguments.length != 1 || !arguments[0].matches("-?[0-9]{1,10}")) {
            throw new IllegalArgumentException("this needs one whole number, as in ip_host(5)");
        }
        return Long.parseLong(arguments[0]);
    }
}
