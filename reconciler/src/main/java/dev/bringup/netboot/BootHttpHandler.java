package dev.bringup.netboot;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Sighting;
import dev.bringup.port.BootDesk;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out what a request means, asks the desk or opens the file, and hands the answer to the
/// request's [Exchange].
final class BootHttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    /// What all connections share. `blocking` runs what may touch a disk.
    record Shared(
            BootDesk desk,
            BiFunction<BootAnswer.Serve, String, String> fill,
            Settings.Folders folders,
            HotFiles hot,
            Watch watch,
            Executor blocking) {}

    /// A desk that says nothing for so long is stuck; machines ask again.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration UNTIL_FETCHED = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(BootHttpHandler.class);

    private final Shared shared;
    private final Here here;

    BootHttpHandler(Shared shared, Here here) {
        super(FullHttpRequest.class);
        this.shared = shared;
        this.here = here;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Optional<Ip4> from = Sockets.ip4(context.channel().remoteAddress());
        BootRoute route = route(request, from);
        Exchange exchange = new Exchange(context, request, route.label(), shared.watch);
        if (route instanceof BootRoute.Download(String label, BootRoute.Shelf shelf, String path)) {
            from.ifPresent(ip -> shared.watch.seen(ip, Sighting.Packet.HTTP, label + " " + path));
            if (isHot(exchange, shelf, path)) {
                return;
            }
        }
        // One after the other: reading goes on when this one is answered. It may not be off while a
        // request is incomplete, for then nobody asks for the rest.
        context.channel().config().setAutoRead(false);
        switch (route) {
            case BootRoute.Reject(int status, String because) ->
                    exchange.reply(BootReply.text(status, because));
            case BootRoute.Ask(String label, BootRequest question) -> {
                seen(question, label);
                ask(context, exchange, question);
            }
            case BootRoute.Download(String _, BootRoute.Shelf shelf, String path) ->
                    shared.blocking.execute(() -> download(exchange, shelf, path));
        }
    }

    private boolean isHot(Exchange exchange, BootRoute.Shelf shelf, String path) {
        Optional<HotFiles.Hot> hot = shared.hot.find(shelf, path);
        if (hot.isEmpty()) {
            return false;
        }
        try {
            exchange.send(hot.get());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always there", e);
        }
    }

    private static BootRoute route(FullHttpRequest request, Optional<Ip4> from) {
        if (request.decoderResult().isFailure()) {
            return new BootRoute.Reject(400, "this is not HTTP");
        }
        if (from.isEmpty()) {
            return new BootRoute.Reject(403, "machines come from IPv4 addresses");
        }
        String body = request.content().toString(StandardCharsets.UTF_8);
        return BootRoute.of(request.method().name(), request.uri(), body, from.get());
    }

    private void seen(BootRequest question, String label) {
        if (question instanceof BootRequest.Script script) {
            shared.watch.met(script.mac(), script.from());
            shared.watch.seen(script.mac(), Sighting.Packet.HTTP, "iPXE script");
        } else if (question instanceof BootRequest.Whole whole) {
            shared.watch.met(whole.mac(), whole.from());
            shared.watch.seen(whole.mac(), Sighting.Packet.HTTP, "its whole payload");
        } else if (question instanceof BootRequest.Config config) {
            shared.watch.seen(config.from(), Sighting.Packet.HTTP, "config " + config.file());
        } else {
            shared.watch.seen(question.from(), Sighting.Packet.HTTP, label);
        }
    }

    private void ask(ChannelHandlerContext context, Exchange exchange, BootRequest question) {
        Future<?> late =
                context.executor()
                        .schedule(
                                () -> exchange.reply(BootReply.text(503, "no decision in time")),
                                PATIENCE.toMillis(),
                                TimeUnit.MILLISECONDS);
        shared.desk.ask(
                question,
                answer -> {
                    late.cancel(false);
                    shared.blocking.execute(() -> answer(exchange, question, answer));
                });
    }

    private void answer(Exchange exchange, BootRequest question, BootAnswer answer) {
        try {
            exchange.reply(BootReply.of(question, held(answer), here, this::url, shared.fill));
        } catch (IllegalStateException | UncheckedIOException e) {
            LOG.error("{} is not served yet: {}", question, e.getMessage());
            exchange.reply(BootReply.later("a secret is missing; the reconciler's log says which"));
        } catch (RuntimeException e) {
            LOG.error("the answer to {} could not be written", question, e);
            exchange.reply(BootReply.text(500, "the answer could not be written"));
        }
    }

    private AssetStore store() {
        return new AssetStore(shared.folders.assets());
    }

    private String url(Image.Asset asset) {
        return store().url(asset, here.http());
    }

    /// Nobody but us holds the files of a kernel against their digests: a machine is sent for none
    /// that is not here.
    private BootAnswer held(BootAnswer answer) {
        if (!(answer instanceof BootAnswer.StartLive(MachineSpec machine, _))) {
            return answer;
        }
        Image image = machine.install().image();
        List<String> missing =
                image.assets().stream()
                        .filter(asset -> !Files.isReadable(store().file(asset)))
                        .map(Image.Asset::url)
                        .toList();
        if (missing.isEmpty()) {
            return answer;
        }
        String because =
                "image %s is not among the assets: %s; bringup fetch brings it"
                        .formatted(image.name(), String.join(", ", missing));
        LOG.atWarn()
                .addKeyValue("machine", machine.id().name())
                .log("{} waits: {}", machine.id(), because);
        return new BootAnswer.Wait(UNTIL_FETCHED, because);
    }

    private Optional<String> made(BootRoute.Shelf shelf, String path) {
        return shelf == BootRoute.Shelf.BOOT_FILES
                ? new Virtual(here).find(path)
                : Optional.empty();
    }

    private void download(Exchange exchange, BootRoute.Shelf shelf, String path) {
        Path root =
                switch (shelf) {
                    case ASSETS -> shared.folders.assets();
                    case BOOT_FILES -> shared.folders.bootFiles();
                };
        Optional<Path> file = new ServedFolder(root).find(path);
        if (file.isEmpty()) {
            exchange.reply(
                    made(shelf, path)
                            .map(text -> BootReply.text(200, text))
                            .orElseGet(() -> BootReply.text(404, "there is no file " + path)));
            return;
        }
        try {
            OpenFile open = OpenFile.open(file.get());
            shared.hot.keep(shelf, path, open);
            exchange.send(open);
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file.get(), e.toString());
            exchange.reply(BootReply.text(500, "the file cannot be read"));
        }
    }
}
