package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.netboot.syslog.SyslogCodec;
import dev.bringup.netboot.syslog.SyslogLine;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what machines log, and keeps it with what else is known of them. Nobody is answered, and a
/// line is evidence of nothing: anybody can send one in another's name.
final class LogListener extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final Logger LOG = LoggerFactory.getLogger(LogListener.class);

    private final Watch watch;
    private final LogLimit limit;

    LogListener(Watch watch, LogLimit limit) {
        super(DatagramPacket.class);
        this.watch = watch;
        this.limit = limit;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        Optional<Ip4> from = Sockets.ip4(packet.sender());
        if (from.isEmpty() || !watch.isMachine(from.get())) {
            count("unknown", "ignored");
        } else if (!limit.allows(from.get())) {
            count("unknown", "dropped");
        } else {
            SyslogCodec.decode(packet.content().nioBuffer())
                    .ifPresentOrElse(
                            line -> keep(from.get(), line), () -> count("unknown", "malformed"));
        }
    }

    private void keep(Ip4 from, SyslogLine line) {
        watch.log(from, line.shown());
        count(line.severity(), "kept");
    }

    private void count(String severity, String outcome) {
        watch.tally().count("syslog_lines", severity, outcome);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("a log line could not be handled", cause);
    }
}
