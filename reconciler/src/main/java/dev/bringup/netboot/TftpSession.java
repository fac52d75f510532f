package dev.bringup.netboot;

import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One transfer on a socket of its own, connected to its client: sends what [TftpTransfer] says and
/// tells it what came, or that nothing came.
final class TftpSession extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Watch watch;
    private final String file;
    private final Burst burst = new Burst();
    private final Pace pace = new Pace();
    private TftpTransfer transfer;
    private @Nullable Future<?> alarm;
    private boolean ended;

    TftpSession(TftpTransfer transfer, String file, Watch watch) {
        super(DatagramPacket.class);
        this.transfer = transfer;
        this.file = file;
        this.watch = watch;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        send(context, transfer.due());
        begin(context);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        if (TftpCodec.decode(packet.content().nioBuffer())
                instanceof TftpCodec.Decoded.Packet(TftpPacket heard)) {
            follow(context, transfer.on(heard));
        }
    }

    private void follow(ChannelHandlerContext context, TftpTransfer.Next next) {
        switch (next) {
            case TftpTransfer.Next.Ignore() -> {}
            case TftpTransfer.Next.Send(TftpTransfer moved, List<TftpPacket> packets) -> {
                if (moved.isBeyond(transfer)) {
                    pace.answered(context.executor().ticker().nanoTime());
                }
                transfer = moved;
                send(context, packets);
                begin(context);
            }
            case TftpTransfer.Next.Ended(TftpTransfer.End end, Optional<TftpPacket> last) -> {
                count(end.name().toLowerCase(Locale.ROOT));
                last.ifPresent(packet -> send(context, List.of(packet)));
                Future<?> _ = context.close();
            }
        }
    }

    private void send(ChannelHandlerContext context, List<TftpPacket> packets) {
        if (!burst.send(context, packets, () -> sendEach(context, packets))) {
            sendEach(context, packets);
        }
        context.flush();
    }

    private static void sendEach(ChannelHandlerContext context, List<TftpPacket> packets) {
        for (TftpPacket packet : packets) {
            Future<?> _ = context.write(Unpooled.wrappedBuffer(TftpCodec.encode(packet)));
        }
        context.flush();
    }

    private void begin(ChannelHandlerContext context) {
        pace.sent(
                context.executor().ticker().nanoTime(), transfer.patience(), transfer.isHurried());
        arm(context);
    }

    private void arm(ChannelHandlerContext context) {
        disarm();
        alarm = context.executor().schedule(() -> wake(context), pace.next(), TimeUnit.NANOSECONDS);
    }

    private void wake(ChannelHandlerContext context) {
        if (pace.isAgain()) {
            send(context, transfer.due());
            arm(context);
            return;
        }
        if (transfer.isStuck()) {
            watch.silent(context.channel().remoteAddress(), file, transfer);
        }
        follow(context, transfer.onSilence());
    }

    private void disarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        disarm();
    }

    /// A transfer ends once. Netty reads on from a socket that is closed while it reads, and says
    /// that this failed.
    private void count(String end) {
        if (!ended) {
            ended = true;
            watch.tally().count("tftp_requests", "read", end);
        }
    }

    /// The client's port is closed, or the like: nobody is listening any more.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        count("failed");
        Future<?> _ = context.close();
    }
}
