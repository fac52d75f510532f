package dev.bringup.netboot;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A socket for ICMPv6 on one interface. The JDK has none, so the kernel is asked for one and Netty
/// takes it over.
final class RawIcmp {

    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int ICMP6_FILTER = 1;
    private static final int FILTER_BYTES = 32;

    /// Neighbours believe only what no router has passed on.
    private static final int HOPS = 255;

    private static final int UNICAST_HOPS = 16;
    private static final int MULTICAST_HOPS = 18;

    private RawIcmp() {}

    /// Hears messages of this type that go to `group`, and no others.
    static EpollDatagramChannel open(
            NetworkInterface device, InetAddress group, int type, Transport transport)
            throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("this needs Linux with epoll");
        }
        int socket = socket();
        if (socket < 0) {
            throw new IOException("the kernel gives no raw socket; it takes CAP_NET_RAW");
        }
        EpollDatagramChannel channel = new EpollDatagramChannel(socket);
        byte[] name = (device.getName() + "\0").getBytes(StandardCharsets.US_ASCII);
        option(channel, new Raw("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE), name);
        option(channel, new Raw("ICMP6_FILTER", IPPROTO_ICMPV6, ICMP6_FILTER), only(type));
        for (int hops : new int[] {UNICAST_HOPS, MULTICAST_HOPS}) {
            ChannelOption<Integer> option =
                    new IntegerUnixChannelOption("hops " + hops, IPPROTO_IPV6, hops);
            channel.config().setOption(option, HOPS);
        }
        transport.loops().register(channel).syncUninterruptibly();
        channel.joinGroup(new InetSocketAddress(group, 0), device).syncUninterruptibly();
        return channel;
    }

    private record Raw(String name, int level, int number) {}

    private static void option(EpollDatagramChannel channel, Raw option, byte[] value) {
        channel.config()
                .setOption(
                        new RawUnixChannelOption(
                                option.name(), option.level(), option.number(), value.length),
                        ByteBuffer.wrap(value));
    }

    /// A bit that is set blocks its type; the words of the filter are in the machine's own order.
    private static byte[] only(int type) {
        byte[] filter = new byte[FILTER_BYTES];
        Arrays.fill(filter, (byte) 0xff);
        filter[type >> 3] &= (byte) ~(1 << (type & 7));
        return filter;
    }

    // The only call of ours that leaves Java; its arguments are three numbers.
    @SuppressWarnings("restricted")
    private static int socket() throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle socket =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("socket"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT));
        try {
            return (int)
                    socket.invokeExact(
                            AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6);
        } catch (Throwable e) {
            throw new IOException("no socket", e);
        }
    }
}
