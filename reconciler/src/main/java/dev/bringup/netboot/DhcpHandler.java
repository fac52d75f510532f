package dev.bringup.netboot;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Roster;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes a packet, asks its policy, sends what that says, and reports both. Our machines are
/// answered at once, all others when no machine waits.
final class DhcpHandler extends SimpleChannelInboundHandler<DatagramPacket> {

    /// One of the two of [DhcpPolicy].
    interface Policy {
        DhcpPolicy.Answer answer(
                DhcpMessage request, Optional<Roster> roster, DhcpPolicy.Self self);
    }

    private static final Logger LOG = LoggerFactory.getLogger(DhcpHandler.class);
    private static final int RELAY_PORT = 67;

    /// Where a packet has its sender's hardware address.
    private static final int HARDWARE = 28;

    private static final int TRANSACTION = 4;
    private static final int SECONDS = 8;

    /// Strangers that are answered before we look again whether a machine asked: less than a
    /// millisecond of them.
    private static final int AT_ONCE = 16;

    /// What is served where: `segment` is there at the port of DHCP servers.
    record Service(
            Policy policy,
            DhcpPolicy.Self self,
            Settings.Dhcp settings,
            Optional<Segment> segment) {}

    /// What is looked at on the segment beside the questions. Only where an interface is ours can
    /// an address be looked for.
    record Segment(Rivals rivals, Optional<Probe> probe) {}

    private final Service service;
    private final Watch watch;
    private final StrangerPolicy strangers;
    private final Lane lane;
    private final Answered<Said> answered = new Answered<>();
    private final ByteBuf question = Unpooled.buffer();
    private boolean draining;

    DhcpHandler(Service service, StrangerPolicy strangers, Watch watch, Lane lane) {
        super(DatagramPacket.class);
        this.service = service;
        this.watch = watch;
        this.strangers = strangers;
        this.lane = lane;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        if (isFirst(packet.content())) {
            first(context, packet.content(), packet.sender());
        } else if (!lane.add(packet)) {
            watch.tally().count("dhcp_packets", "stranger", "dropped");
        }
    }

    /// What was said to a machine of ours: a function of its packet and of the commit, but for the
    /// number of the transaction. The seconds that it has waited change nothing.
    private record Said(Mac mac, Sighting.Packet asker, MessageType type, Reply reply) {}

    private record Reply(DhcpMessage message, ByteBuffer packet, DhcpPolicy.Route route) {
        String outcome() {
            return label(message);
        }
    }

    private void first(ChannelHandlerContext context, ByteBuf packet, InetSocketAddress sender) {
        Optional<Roster> roster = watch.roster();
        if (roster.isEmpty() || packet.readableBytes() < HARDWARE) {
            Optional<Said> _ = handle(context, packet.nioBuffer(), sender);
            return;
        }
        question.clear()
                .writeBytes(packet, packet.readerIndex(), packet.readableBytes())
                .setInt(TRANSACTION, 0)
                .setShort(SECONDS, 0);
        answered.find(roster.get(), question)
                .ifPresentOrElse(
                        said -> repeat(context, packet, sender, said),
                        () ->
                                handle(context, packet.nioBuffer(), sender)
                                        .ifPresent(said -> answered.keep(question, said)));
    }

    private void repeat(
            ChannelHandlerContext context, ByteBuf packet, InetSocketAddress sender, Said said) {
        keep(context, said.mac(), sender, packet.nioBuffer());
        watch.seen(said.mac(), said.asker(), "DHCP " + said.type());
        heard(said.mac(), said.type());
        ByteBuffer reply = ByteBuffer.allocate(said.reply().packet().remaining());
        reply.put(said.reply().packet().duplicate()).flip();
        reply.putInt(TRANSACTION, packet.getInt(packet.readerIndex() + TRANSACTION));
        say(context, label(said.type()), said.reply(), reply, sender);
    }

    private void heard(Mac mac, MessageType type) {
        if (type == MessageType.REQUEST) {
            watch.requested(mac);
        }
    }

    private static String label(MessageType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String label(DhcpMessage message) {
        return message.options().type().map(DhcpHandler::label).orElse("reply");
    }

    /// What is too short for a hardware address is not read any further either.
    private boolean isFirst(ByteBuf packet) {
        int at = packet.readerIndex() + HARDWARE;
        if (packet.writerIndex() < at + 6) {
            return true;
        }
        long hardware = packet.getLong(at) >>> 16;
        try {
            Mac mac = Mac.of(ByteBufUtil.getBytes(packet, at, 6));
            return watch.roster().flatMap(r -> r.byMac(mac)).isPresent() && lane.isFair(hardware);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!draining) {
            drain(context);
        }
        context.flush();
    }

    private void drain(ChannelHandlerContext context) {
        draining = false;
        for (int i = 0; i < AT_ONCE; i++) {
            lane.next().ifPresent(next -> stranger(context, next));
        }
        if (!lane.isEmpty()) {
            draining = true;
            // Not as a task, of which all are run before the socket is looked at again.
            Future<?> _ =
                    context.executor()
                            .schedule(
                                    () -> {
                                        drain(context);
                                        context.flush();
                                    },
                                    1,
                                    TimeUnit.NANOSECONDS);
        }
    }

    private void stranger(ChannelHandlerContext context, Lane.Waiting next) {
        Optional<Said> _ = handle(context, next.packet(), next.sender());
    }

    /// What was said, if it can be said again.
    private Optional<Said> handle(
            ChannelHandlerContext context, ByteBuffer packet, InetSocketAddress sender) {
        return switch (DhcpCodec.decode(packet.slice())) {
            case DhcpCodec.Decoded.Malformed(String because) -> {
                watch.tally().count("dhcp_packets", "malformed", "ignored");
                LOG.debug("DHCP packet of {} ignored: {}", sender, because);
                yield Optional.empty();
            }
            case DhcpCodec.Decoded.Message(DhcpMessage message) -> {
                DhcpPolicy.mac(message).ifPresent(mac -> keep(context, mac, sender, packet));
                yield answer(context, message, sender);
            }
        };
    }

    /// Whoever has no address yet sends to everybody.
    private void keep(
            ChannelHandlerContext context, Mac mac, InetSocketAddress sender, ByteBuffer packet) {
        boolean homeless = sender.getAddress().isAnyLocalAddress();
        InetSocketAddress us = us(context);
        watch.keep(
                mac,
                sender,
                homeless ? Sockets.address(service.settings().broadcast(), us.getPort()) : us,
                packet);
    }

    /// Where packets come to and go from, as machines see it.
    private InetSocketAddress us(ChannelHandlerContext context) {
        int port =
                context.channel().localAddress() instanceof InetSocketAddress local
                        ? local.getPort()
                        : RELAY_PORT;
        return Sockets.address(service.self().address(), port);
    }

    private Optional<Said> answer(
            ChannelHandlerContext context, DhcpMessage message, InetSocketAddress sender) {
        String kind = message.options().type().map(MessageType::name).orElse("BOOTP");
        if (message.op() == DhcpMessage.Op.REQUEST) {
            DhcpPolicy.mac(message)
                    .ifPresent(m -> watch.seen(m, DhcpPolicy.asker(message), "DHCP " + kind));
        }
        DhcpPolicy.mac(message)
                .ifPresent(m -> message.options().type().ifPresent(type -> heard(m, type)));
        service.segment()
                .flatMap(segment -> segment.rivals().heard(message, watch.roster()))
                .ifPresent(watch::conflict);
        return settle(
                service.policy().answer(message, watch.roster(), service.self()),
                context,
                message,
                sender);
    }

    private Optional<Said> settle(
            DhcpPolicy.Answer answer,
            ChannelHandlerContext context,
            DhcpMessage message,
            InetSocketAddress sender) {
        String kind = message.options().type().map(DhcpHandler::label).orElse("bootp");
        return switch (answer) {
            case DhcpPolicy.Answer.Ignore(String because) -> {
                watch.tally().count("dhcp_packets", kind, "ignored");
                LOG.debug("{} of {} ignored: {}", kind, message.hardwareAddress(), because);
                yield Optional.empty();
            }
            case DhcpPolicy.Answer.Send(DhcpMessage reply, DhcpPolicy.Route route) -> {
                Reply made = new Reply(reply, DhcpCodec.encode(reply), route);
                say(context, kind, made, made.packet().duplicate(), sender);
                yield DhcpPolicy.mac(message)
                        .flatMap(mac ->
                                message.options()
                                        .type()
                                        .map(type ->
                                                new Said(
                                                        mac,
                                                        DhcpPolicy.asker(message),
                                                        type,
                                                        made)));
            }
            // One event loop reads this port, so nobody else is at the leases.
            case DhcpPolicy.Answer.Stranger(
                            MessageType type,
                            Mac mac,
                            ClusterSpec.Network seen) -> {
                boolean isFirst = type == MessageType.DISCOVER && !strangers.leases().isKnown(mac);
                DhcpPolicy.Answer said = strangers.answer(type, message, mac, seen);
                if (!isFirst || !isHeld(said, context, message, sender)) {
                    Optional<Said> _ = settle(said, context, message, sender);
                }
                // It is a function of the leases, too.
                yield Optional.empty();
            }
        };
    }

    /// Goes out with what else was answered of the packets that were read together.
    private void say(
            ChannelHandlerContext context,
            String kind,
            Reply reply,
            ByteBuffer packet,
            InetSocketAddress sender) {
        String outcome = reply.outcome();
        watch.tally().count("dhcp_packets", kind, outcome);
        if (outcome.equals("offer")) {
            offered(context, reply.message());
        }
        InetSocketAddress to = to(reply.route(), sender);
        DhcpPolicy.mac(reply.message()).ifPresent(mac -> watch.keep(mac, us(context), to, packet));
        context.write(new DatagramPacket(Unpooled.wrappedBuffer(packet), to))
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        LOG.warn("DHCP reply to {} failed: {}", to, "" + sent.cause());
                    }
                });
        if (reply.route() instanceof DhcpPolicy.Route.Everybody && outcome.equals("offer")) {
            probe().ifPresent(probe -> look(context, probe, reply.message()));
        }
    }

    private void offered(ChannelHandlerContext context, DhcpMessage offer) {
        DhcpPolicy.mac(offer)
                .ifPresent(mac ->
                        watch.offered(
                                mac,
                                Origin.of(offer).relay(),
                                context.executor().ticker().nanoTime()));
    }

    private Optional<Probe> probe() {
        return service.segment().flatMap(Segment::probe);
    }

    /// The address of a machine is its own: it is told at once, and somebody else there is news.
    private void look(ChannelHandlerContext context, Probe probe, DhcpMessage offer) {
        DhcpPolicy.mac(offer)
                .flatMap(mac -> watch.roster().flatMap(r -> r.byMac(mac)))
                .ifPresent(machine ->
                        probe.look(
                                context,
                                new Ip4(offer.addresses().yours()),
                                seen -> seen.ifPresent(s -> found(machine, s.mac()))));
    }

    /// Who has it may be the one that asked, by another of its cards.
    private void found(MachineSpec machine, Mac at) {
        if (!machine.macs().contains(at)) {
            watch.conflict(Rivals.taken(machine, at));
        }
    }

    /// A stranger is offered an address for the first time when nobody answered there (RFC 2131,
    /// 2.2). Then its question is answered as if it came only now.
    private boolean isHeld(
            DhcpPolicy.Answer answer,
            ChannelHandlerContext context,
            DhcpMessage message,
            InetSocketAddress sender) {
        if (!(answer
                        instanceof
                        DhcpPolicy.Answer.Send(DhcpMessage offer, DhcpPolicy.Route.Everybody()))
                || probe().isEmpty()) {
            return false;
        }
        Ip4 address = new Ip4(offer.addresses().yours());
        return probe().get()
                .look(
                        context,
                        address,
                        seen -> {
                            seen.filter(s -> !DhcpPolicy.mac(message).equals(Optional.of(s.mac())))
                                    .ifPresent(other -> taken(address, other));
                            Optional<Said> _ = answer(context, message, sender);
                            context.flush();
                        });
    }

    private void taken(Ip4 address, Probe.Seen by) {
        strangers.leases().occupied(address, by.isFresh() ? Leases.DECLINED : Leases.OFFERED);
        if (by.isFresh()) {
            watch.conflict(Rivals.taken(address, by.mac()));
        } else {
            // The kernel finds out meanwhile whether that is still so.
            LOG.debug("{} of the pool is not given out: {} was seen there", address, by.mac());
        }
    }

    private InetSocketAddress to(DhcpPolicy.Route route, InetSocketAddress sender) {
        return switch (route) {
            case DhcpPolicy.Route.Everybody() ->
                    Sockets.address(
                            service.settings().broadcast(), service.settings().clientPort());
            case DhcpPolicy.Route.Client(Ip4 address) ->
                    Sockets.address(address, service.settings().clientPort());
            case DhcpPolicy.Route.Relay(Ip4 address) -> Sockets.address(address, RELAY_PORT);
            case DhcpPolicy.Route.Asker() -> sender;
        };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        watch.tally().count("dhcp_packets", "malformed", "failed");
        LOG.warn("a DHCP packet could not be handled", cause);
    }
}
