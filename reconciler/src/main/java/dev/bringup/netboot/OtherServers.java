package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/// Which DHCP servers answer on a segment: asks as firmware would that nobody knows.
public record OtherServers(Settings.Dhcp dhcp, int serverPort, Ip4 us) {

    /// What somebody else offered; `file` is what they would have it boot.
    public record Offer(Ip4 server, Ip4 address, String file) {}

    private static final int HARDWARE = 6;

    /// One for each interface that is served.
    public static List<OtherServers> on(Settings settings) {
        List<OtherServers> all = new ArrayList<>();
        int port = settings.ports().dhcp();
        if (settings.dhcp().device().isPresent()) {
            all.add(new OtherServers(settings.dhcp(), port, settings.address()));
        }
        for (Settings.Link link : settings.more()) {
            all.add(
                    new OtherServers(
                            settings.on(link, settings.ports()).dhcp(), port, link.address()));
        }
        return all;
    }

    /// Blocks for as long as they have to answer. `token` names the question, and the machine that
    /// does not exist.
    public List<Offer> offers(long token, Duration patience) throws IOException {
        Map<String, Offer> found = new ConcurrentSkipListMap<>();
        Transport transport = Transport.open();
        try {
            DhcpMessage question = question(token);
            ChannelFuture bound =
                    transport
                            .onDevice(transport.datagrams(), dhcp.device())
                            .option(ChannelOption.SO_BROADCAST, true)
                            .option(ChannelOption.SO_REUSEADDR, true)
                            .handler(new Listener(question, found))
                            .bind(Sockets.address(dhcp.listen(), dhcp.clientPort()))
                            .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(bound.cause().getMessage(), bound.cause());
            }
            Channel channel = bound.channel();
            channel.writeAndFlush(
                            new DatagramPacket(
                                    Unpooled.wrappedBuffer(DhcpCodec.encode(question)),
                                    Sockets.address(dhcp.broadcast(), serverPort)))
                    .syncUninterruptibly();
            Thread.sleep(patience);
            channel.close().awaitUninterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        return List.copyOf(found.values());
    }

    private static DhcpMessage question(long token) {
        byte[] hardware = new byte[HARDWARE];
        for (int i = 1; i < HARDWARE; i++) {
            hardware[i] = (byte) (token >>> (8 * i));
        }
        // Locally administered, so that it is nobody's.
        hardware[0] = 0x02;
        Options options =
                Options.NONE
                        .with(Options.TYPE, new Octets("01"))
                        .with(Options.VENDOR_CLASS, Octets.text("PXEClient:Arch:00007:UNDI:003000"))
                        .with(Options.ARCHITECTURE, new Octets("0007"));
        return new DhcpMessage(
                DhcpMessage.Op.REQUEST,
                new DhcpMessage.Exchange((int) token, 0, 0, true),
                DhcpMessage.Addresses.NONE,
                Octets.of(hardware),
                DhcpMessage.BootNames.NONE,
                options);
    }

    private final class Listener extends SimpleChannelInboundHandler<DatagramPacket> {
        private final DhcpMessage question;
        private final Map<String, Offer> found;

        Listener(DhcpMessage question, Map<String, Offer> found) {
            this.question = question;
            this.found = found;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            if (!(DhcpCodec.decode(packet.content().nioBuffer())
                            instanceof DhcpCodec.Decoded.Message(DhcpMessage reply))
                    || reply.op() != DhcpMessage.Op.REPLY
                    || reply.exchange().transaction() != question.exchange().transaction()
                    || !reply.options().type().equals(Optional.of(MessageType.OFFER))) {
                return;
            }
            Optional<Ip4> server =
                    reply.options()
                            .u32(Options.SERVER)
                            .map(Ip4::new)
                            .or(() -> Sockets.ip4(packet.sender()));
            String file =
                    reply.boot().file().isEmpty()
                            ? reply.options().text(Options.BOOT_FILE).orElse("")
                            : reply.boot().file();
            server.filter(s -> !s.equals(us))
                    .ifPresent(s ->
                            found.put(
                                    s.toString(),
                                    new Offer(s, new Ip4(reply.addresses().yours()), file)));
        }
    }
}
