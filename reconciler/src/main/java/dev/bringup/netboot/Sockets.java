package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// Our addresses to the JDK's and back, without a resolver.
final class Sockets {

    private Sockets() {}

    static InetSocketAddress address(Ip4 address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /// Empty for IPv6, which machines do not boot with.
    static Optional<Ip4> ip4(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                        && inet.getAddress() instanceof Inet4Address four
                ? Optional.of(Ip4.of(four.getAddress()))
                : Optional.empty();
    }
}
