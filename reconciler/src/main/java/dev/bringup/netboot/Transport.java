package dev.bringup.netboot;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Netty's epoll where it runs, else the JDK's selector.
record Transport(
        EventLoopGroup loops,
        Class<? extends DatagramChannel> datagram,
        Class<? extends ServerSocketChannel> server) {

    /// Policies take microseconds and files go out by sendfile: two loops are plenty.
    private static final int LOOPS = 2;

    /// A thousand machines that power on at once fit in it; the default holds some 280 packets.
    static final int RECEIVE_BUFFER = 4 << 20;

    private static final int LONGEST = 2048;
    private static final int AT_ONCE = 32;

    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;

    static Transport open() {
        return Epoll.isAvailable()
                ? new Transport(
                        new MultiThreadIoEventLoopGroup(LOOPS, EpollIoHandler.newFactory()),
                        EpollDatagramChannel.class,
                        EpollServerSocketChannel.class)
                : new Transport(
                        new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory()),
                        NioDatagramChannel.class,
                        NioServerSocketChannel.class);
    }

    Bootstrap datagrams() {
        return new Bootstrap().group(loops).channel(datagram);
    }

    /// For a port that many ask: what came while we were busy waits in the kernel, and is read by
    /// one call. No question is longer than [#LONGEST].
    Bootstrap listener() {
        Bootstrap bootstrap = datagrams().option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
        return datagram == EpollDatagramChannel.class
                ? bootstrap
                        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LONGEST)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(AT_ONCE * LONGEST))
                : bootstrap;
    }

    ServerBootstrap connections() {
        return new ServerBootstrap()
                .group(loops)
                .channel(server)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true);
    }

    /// Hears and speaks on one interface only. Needs epoll, and the right to do so.
    Bootstrap onDevice(Bootstrap bootstrap, Optional<String> device) {
        if (device.isEmpty()) {
            return bootstrap;
        }
        if (datagram != EpollDatagramChannel.class) {
            throw new IllegalStateException(
                    "serving DHCP on interface " + device.get() + " needs Linux with epoll");
        }
        byte[] name = (device.get() + "\0").getBytes(StandardCharsets.US_ASCII);
        return bootstrap.option(
                new RawUnixChannelOption(
                        "SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, name.length),
                ByteBuffer.wrap(name));
    }
}
