package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.KubeVersion;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded Kubernetes API: one server on one address, its objects in one folder.
public final class LabApi implements AutoCloseable {

    /// Whose manners are imitated.
    public static final KubeVersion VERSION = new KubeVersion(1, 36, 2);

    private static final Logger LOG = LoggerFactory.getLogger(LabApi.class);

    /// Larger bodies are refused; etcd's own limit is half of it.
    private static final int MAX_BODY = 3 << 20;

    /// A watcher with more unread than this is cut off.
    private static final int MAX_UNREAD = 16 << 20;

    private static final Duration PODS_EVERY = Duration.ofMillis(250);
    private static final Duration REST_EVERY = Duration.ofSeconds(1);

    /// Port 0 takes any free one. `nodeGrace` is how long a Node may be silent and still count as
    /// Ready; Kubernetes' own default is 40 s.
    public record Settings(
            InetSocketAddress address,
            Path folder,
            InstantSource clock,
            SecureRandom random,
            Duration nodeGrace,
            Optional<Trust> trust,
            Supplier<KubeVersion> version) {

        /// With a CA of its own, and an admin who has a token.
        public Settings(
                InetSocketAddress address,
                Path folder,
                InstantSource clock,
                SecureRandom random,
                Duration nodeGrace) {
            this(address, folder, clock, random, nodeGrace, Optional.empty(), () -> VERSION);
        }
    }

    /// The CA of the cluster, both as PEM, where it comes from outside.
    public record Trust(String certificate, String key) {
        /// The key stays secret.
        @Override
        public String toString() {
            return "Trust";
        }
    }

    private record Sockets(EventLoopGroup loop, ChannelGroup connections, Channel server) {}

    private static final String OBJECTS = "objects.log";

    private final Settings settings;
    private final Sockets sockets;
    private final Store store;
    private final Authority authority;
    private final Tokens tokens;
    private final Path kubeconfig;

    private LabApi(
            Settings settings, Sockets sockets, Store store, Authority authority, Tokens tokens) {
        this.settings = settings;
        this.sockets = sockets;
        this.store = store;
        this.authority = authority;
        this.tokens = tokens;
        this.kubeconfig = kubeconfig(settings);
    }

    private Path kubeconfig(Settings settings) {
        Path file = settings.folder().resolve("kubeconfig");
        String ca = authority.ca().certificatePem();
        if (settings.trust().isEmpty()) {
            return Kubeconfig.write(file, uri(), ca, tokens.admin());
        }
        String admin =
                SecretFile.kept(
                        settings.folder().resolve("admin.pem"),
                        () -> client(settings, "kubernetes-admin", "kubeadm:cluster-admins").pem());
        return Kubeconfig.write(file, uri(), ca, Credential.parse(admin));
    }

    private Credential client(Settings settings, String name, String group) {
        return Certificates.client(
                authority.ca(), name, group, settings.clock().instant(), settings.random());
    }

    /// A kubelet's certificate and its key as PEM, as `kubeadm init` makes them for its own Node.
    public String kubelet(String node) {
        return client(settings, "system:node:" + node, "system:nodes").pem();
    }

    /// Serves when it returns. An address that is taken is an [IOException].
    public static LabApi start(Settings settings) throws IOException {
        Files.createDirectories(settings.folder());
        Instant now = settings.clock().instant();
        Authority authority =
                Authority.open(
                        settings.folder(),
                        settings.trust(),
                        settings.address().getAddress(),
                        now,
                        settings.random());
        Store store = Store.open(settings.folder().resolve(OBJECTS));
        Tokens tokens =
                Tokens.open(
                        settings.folder(), store, settings.random(), settings.trust().isEmpty());
        Writes writes = new Writes(store, settings.clock(), settings.random());
        writes.seed();
        store.settle();
        Front front = new Front(store, tokens, settings.clock(), writes, settings.version());
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(loop.next());
        try {
            ApiHandler handler =
                    new ApiHandler(
                            front,
                            new ClientIdentity(authority.ca().certificate()),
                            store,
                            settings.clock());
            Channel server = bind(settings, authority.tls(), loop, connections, handler);
            Housekeeping housekeeping =
                    new Housekeeping(store, settings.clock(), settings.nodeGrace());
            every(loop, PODS_EVERY, housekeeping::pods);
            every(loop, REST_EVERY, housekeeping::rest);
            InetSocketAddress bound = (InetSocketAddress) server.localAddress();
            Announcement info =
                    new Announcement(
                            store,
                            writes,
                            Kubeconfig.info(uri(bound), authority.ca().certificatePem()));
            every(loop, PODS_EVERY, () -> info.tend(settings.clock().instant()));
            Signing signing = new Signing(store, authority.ca(), settings.random());
            every(loop, REST_EVERY, () -> signing.tend(settings.clock().instant()));
            Sockets sockets = new Sockets(loop, connections, server);
            return new LabApi(settings, sockets, store, authority, tokens);
        } catch (IOException | RuntimeException e) {
            Future<?> _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            store.close();
            throw e;
        }
    }

    private static Channel bind(
            Settings settings,
            SSLContext tls,
            EventLoopGroup loop,
            ChannelGroup connections,
            ApiHandler handler)
            throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(MAX_UNREAD / 2, MAX_UNREAD))
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        connections.add(channel);
                                        channel.pipeline()
                                                .addLast(
                                                        serving(tls),
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(MAX_BODY),
                                                        handler);
                                    }
                                });
        ChannelFuture bound = bootstrap.bind(settings.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "the lab's Kubernetes API cannot listen on "
                            + settings.address().getAddress().getHostAddress()
                            + ":"
                            + settings.address().getPort()
                            + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }

    private static SslHandler serving(SSLContext tls) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setWantClientAuth(true);
        return new SslHandler(engine);
    }

    /// A bug in a rule must not stop the rest of the cluster's life.
    private static void every(EventLoopGroup loop, Duration period, Runnable duty) {
        Runnable guarded =
                () -> {
                    try {
                        duty.run();
                    } catch (RuntimeException e) {
                        LOG.error("the lab's Kubernetes API failed at its housekeeping", e);
                    }
                };
        long millis = period.toMillis();
        Future<?> _ = loop.scheduleAtFixedRate(guarded, millis, millis, TimeUnit.MILLISECONDS);
    }

    /// Puts a label on a Node, as the admin may.
    public void mark(String node, String label) throws IOException {
        Store.Key key = Kind.NODE.key("", node);
        Runnable labelling =
                () ->
                        store.get(key)
                                .map(ObjectNode::deepCopy)
                                .ifPresent(found -> {
                                    Json.child(Json.metadata(found), "labels").put(label, "");
                                    store.put(key, found);
                                });
        inLoop(Executors.callable(labelling));
    }

    /// Writes down what `kubeadm init` was told, for those who join.
    public void remember(KubeVersion version) throws IOException {
        Writes writes = new Writes(store, settings.clock(), settings.random());
        KubeadmConfig config = new KubeadmConfig(store);
        inLoop(Executors.callable((Runnable) () -> config.upload(writes, version)));
    }

    /// What those who join are to run.
    public KubeVersion remembered() throws IOException {
        return inLoop(() -> new KubeadmConfig(store).version().orElse(VERSION));
    }

    /// Whether its kubelet said so lately.
    public boolean isReady(String node) throws IOException {
        Store.Key key = Kind.NODE.key("", node);
        return inLoop(() -> store.get(key).filter(Pods::isReady).isPresent());
    }

    /// Every object that there is, as etcd would hold them.
    public String snapshot() throws IOException {
        return inLoop(() -> Files.readString(settings.folder().resolve(OBJECTS)));
    }

    /// Lays what a snapshot holds where a server begins with it, before it starts. Who saw a later
    /// version than it has is told to list again.
    public static void restore(Path folder, String snapshot) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(OBJECTS);
        SecretFile.write(file, snapshot);
        ObjectLog.bump(file);
    }

    /// All that it held is lost.
    public static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(OBJECTS));
    }

    private <T> T inLoop(Callable<T> call) throws IOException {
        try {
            return sockets.loop().submit(call).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("the objects cannot be read: " + e.getCause(), e);
        }
    }

    public URI uri() {
        return uri((InetSocketAddress) sockets.server().localAddress());
    }

    private static URI uri(InetSocketAddress address) {
        return URI.create(
                "https://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /// A file for `kubectl --kubeconfig`; it carries the admin's token or certificate.
    public Path kubeconfig() {
        return kubeconfig;
    }

    /// `sha256:` and the digest of the CA's public key, as `kubeadm join` takes it.
    public String caHash() {
        return authority.hash();
    }

    public String adminToken() {
        return tokens.admin();
    }

    @Override
    public void close() {
        ChannelFuture _ = sockets.server().close().awaitUninterruptibly();
        Object _ = sockets.connections().close().awaitUninterruptibly();
        Object _ = sockets.loop().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        store.close();
    }
}
