package dev.bringup.netboot;

import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;

/// The blocks of one window, handed to the kernel by one call that it cuts up itself (UDP_SEGMENT):
/// most of what a windowed transfer costs is the calls.
final class Burst {

    /// What the kernel takes at once: 64 packets, and no more bytes than one datagram has.
    private static final int MOST_PACKETS = 64;

    private static final int MOST_BYTES = 65_000;

    /// The kernel cuts up nothing into packets that do not fit the wire, and Ethernet's usual wire
    /// is what can be hoped for.
    private static final int LARGEST_PACKET = 1472;

    private boolean refused;

    /// Whether it was handed over. When the kernel turns out not to take it, `otherwise` is run,
    /// now and at once from then on.
    boolean send(ChannelHandlerContext context, List<TftpPacket> packets, Runnable otherwise) {
        int size = packets.size() < 2 ? 0 : size(packets.getFirst());
        if (refused || size == 0 || size > LARGEST_PACKET || !isPossible(context)) {
            return false;
        }
        int most = Math.min(MOST_PACKETS, MOST_BYTES / size);
        for (int from = 0; from < packets.size(); from += most) {
            List<TftpPacket> some = packets.subList(from, Math.min(from + most, packets.size()));
            Future<?> _ =
                    context.write(joined(context, some, size))
                            .addListener(sent -> {
                                if (!sent.isSuccess() && !refused) {
                                    refused = true;
                                    otherwise.run();
                                }
                            });
        }
        return true;
    }

    private static boolean isPossible(ChannelHandlerContext context) {
        return context.channel() instanceof EpollDatagramChannel
                && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    private static int size(TftpPacket packet) {
        return packet instanceof TftpPacket.Block block ? TftpCodec.size(block) : 0;
    }

    /// All but the last are of one size, as blocks are.
    private static SegmentedDatagramPacket joined(
            ChannelHandlerContext context, List<TftpPacket> packets, int size) {
        ByteBuf all = context.alloc().directBuffer(size * packets.size());
        for (TftpPacket packet : packets) {
            if (packet instanceof TftpPacket.Block block) {
                int length = TftpCodec.size(block);
                TftpCodec.encode(block, all.internalNioBuffer(all.writerIndex(), length));
                all.writerIndex(all.writerIndex() + length);
            }
        }
        return new SegmentedDatagramPacket(
                all, size, (InetSocketAddress) context.channel().remoteAddress());
    }
}
