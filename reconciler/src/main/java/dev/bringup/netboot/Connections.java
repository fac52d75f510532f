package dev.bringup.netboot;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of one server: no more than so many at once, of them all and of each sender, and
/// each for as long as it is neither idle nor broken. One too many ends the one that has been
/// waiting for the longest, so that whoever holds many open keeps nobody out.
final class Connections extends ChannelInitializer<SocketChannel> {

    /// How many there may be, and for how many seconds nothing may come of one.
    record Limits(int most, int mostOfOne, int idleSeconds) {}

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Limits limits;
    private final BiConsumer<ChannelPipeline, Connections> handlers;
    private final Map<InetAddress, Integer> bySender = new HashMap<>();

    /// Those of which nothing is asked now, the eldest first.
    private final Set<Channel> waiting = new LinkedHashSet<>();

    private int open;

    /// `handlers` adds what understands the bytes.
    Connections(Limits limits, BiConsumer<ChannelPipeline, Connections> handlers) {
        this.limits = limits;
        this.handlers = handlers;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetAddress sender = channel.remoteAddress().getAddress();
        channel.closeFuture().addListener(_ -> gone(channel, sender));
        Optional<Channel> tooMany = admit(channel, sender);
        tooMany.ifPresent(Connections::close);
        if (tooMany.filter(channel::equals).isPresent()) {
            return;
        }
        channel.pipeline()
                .addLast(new IdleStateHandler(true, 0, 0, limits.idleSeconds(), TimeUnit.SECONDS));
        handlers.accept(channel.pipeline(), this);
        channel.pipeline().addLast(new End());
    }

    /// Which one has to go for this one, if need be itself.
    private synchronized Optional<Channel> admit(Channel channel, InetAddress sender) {
        int ofOne = bySender.merge(sender, 1, Integer::sum);
        open++;
        Optional<Channel> victim =
                ofOne > limits.mostOfOne()
                        ? waiting.stream().filter(c -> sender.equals(sender(c))).findFirst()
                        : waiting.stream().findFirst();
        boolean fits = ofOne <= limits.mostOfOne() && open <= limits.most();
        Optional<Channel> goes = fits ? Optional.empty() : victim.or(() -> Optional.of(channel));
        goes.ifPresent(waiting::remove);
        if (!goes.equals(Optional.of(channel))) {
            waiting.add(channel);
        }
        return goes;
    }

    private static InetAddress sender(Channel channel) {
        return ((SocketChannel) channel).remoteAddress().getAddress();
    }

    private synchronized void gone(Channel channel, InetAddress sender) {
        open--;
        waiting.remove(channel);
        bySender.computeIfPresent(sender, (_, n) -> n > 1 ? n - 1 : null);
    }

    /// Something is asked of it, and nobody ends it for another.
    synchronized void busy(Channel channel) {
        waiting.remove(channel);
    }

    synchronized void waits(Channel channel) {
        if (channel.isOpen()) {
            waiting.add(channel);
        }
    }

    private static void close(Channel channel) {
        Future<?> _ = channel.close();
    }

    private static final class End extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                close(context.channel());
            }
        }

        /// Connections of machines that lose their power end this way.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("connection of {} failed", context.channel().remoteAddress(), cause);
            close(context.channel());
        }
    }
}
