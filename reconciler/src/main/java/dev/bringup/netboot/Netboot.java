package dev.bringup.netboot;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Sighting;
import dev.bringup.port.BootDesk;
import dev.bringup.port.Tally;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running boot services: DHCP, TFTP, boot HTTP and, where it is wanted, DNS.
public final class Netboot implements AutoCloseable {

    private static final int LARGEST_BODY = 1 << 20;
    private static final Connections.Limits CONNECTIONS = new Connections.Limits(4096, 256, 60);

    /// From the first byte of a request, or the connection that is for it, to its last.
    private static final Duration REQUEST = Duration.ofSeconds(20);

    private static final int DROPS_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Netboot.class);

    private final Transport transport;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Channel> beside = new ArrayList<>();
    private Optional<Channel> logging = Optional.empty();

    private Netboot(Transport transport) {
        this.transport = transport;
    }

    /// Binds all ports or none. `blocking` runs file access and `fill`; sightings are told on event
    /// loops and must return at once.
    public static Netboot start(
            Settings settings,
            Supplier<Optional<Desired>> desired,
            BootDesk desk,
            BiFunction<BootAnswer.Serve, String, String> fill,
            Consumer<Sighting> sightings,
            Tally tally,
            Executor blocking)
            throws IOException {
        Netboot netboot = new Netboot(Transport.open());
        try {
            Watch watch = new Watch(desired, sightings, tally);
            BootHttpHandler.Shared shared =
                    new BootHttpHandler.Shared(
                            desk,
                            fill,
                            settings.folders(),
                            new HotFiles(netboot.nanos()),
                            watch,
                            blocking);
            netboot.serve(settings, shared);
            for (Settings.Link link : settings.more()) {
                netboot.serve(settings.on(link, netboot.ports()), shared);
            }
            netboot.watchDrops(tally, blocking);
            return netboot;
        } catch (IOException | RuntimeException e) {
            netboot.close();
            throw e;
        }
    }

    private void serve(Settings settings, BootHttpHandler.Shared shared) throws IOException {
        Watch watch = shared.watch();
        settings.ports().syslog().ifPresent(port -> logs(settings, port, watch));
        http(settings, shared);
        tftp(settings, shared);
        dhcp(settings, shared.blocking(), watch);
        if (settings.dhcp().device().isPresent() && settings.ipv6() == Settings.Ipv6.ANSWERED) {
            advertise(settings.dhcp().device().get(), watch);
        }
        if (settings.ports().dns().isPresent()) {
            dns(settings, settings.ports().dns().get(), shared.blocking(), watch);
        }
    }

    /// What was bound, where the settings said 0.
    public Settings.Ports ports() {
        Optional<Integer> dns = channels.size() > 4 ? Optional.of(port(4)) : Optional.empty();
        return new Settings.Ports(
                port(2), port(3), port(1), port(0), dns, logging.map(Netboot::port));
    }

    private void watchDrops(Tally tally, Executor blocking) {
        Map<Integer, String> services =
                new HashMap<>(Map.of(port(1), "tftp", port(2), "dhcp", port(3), "pxe"));
        ports().dns().ifPresent(port -> services.put(port, "dns"));
        ports().syslog().ifPresent(port -> services.put(port, "syslog"));
        Drops drops = new Drops(services, tally);
        Future<?> _ =
                transport
                        .loops()
                        .scheduleAtFixedRate(
                                () -> blocking.execute(drops::look),
                                DROPS_SECONDS,
                                DROPS_SECONDS,
                                TimeUnit.SECONDS);
    }

    private LongSupplier nanos() {
        return transport.loops().next().ticker()::nanoTime;
    }

    private int port(int channel) {
        return port(channels.get(channel));
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /// Where machines find what is bound by now.
    private Here here(Settings settings) {
        return new Here(
                settings.address() + ":" + port(0),
                logging.map(channel -> settings.address() + ":" + port(channel)));
    }

    /// Machines boot without it too, and this host may have a log server of its own.
    private void logs(Settings settings, int port, Watch watch) {
        ChannelFuture binding =
                transport
                        .listener()
                        .handler(new LogListener(watch, new LogLimit(nanos())))
                        .bind(Sockets.address(settings.address(), port))
                        .awaitUninterruptibly();
        if (binding.isSuccess()) {
            logging = logging.or(() -> Optional.of(binding.channel()));
            beside.add(binding.channel());
            LOG.info("syslog listens on {}", binding.channel().localAddress());
        } else {
            LOG.warn(
                    "what machines log while they boot is not kept, nor are they told where to log"
                            + " to: {}; --syslog-port names another port",
                    binding.cause().getMessage());
        }
    }

    private void http(Settings settings, BootHttpHandler.Shared shared) throws IOException {
        Connections connections =
                new Connections(
                        CONNECTIONS,
                        (pipeline, all) -> {
                            Turns turns = new Turns(all, REQUEST);
                            pipeline.addLast(
                                    turns.bytes(),
                                    new HttpRequestDecoder(),
                                    new HotFiles.Encoder(),
                                    new WholeRequests(LARGEST_BODY),
                                    turns.messages(),
                                    // Pipelined requests wait here for the one before.
                                    new FlowControlHandler(),
                                    new BootHttpHandler(shared, here(settings)));
                        });
        bound(
                "boot HTTP",
                transport
                        .connections()
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(connections)
                        .bind(Sockets.address(settings.address(), settings.ports().http())));
    }

    private void tftp(Settings settings, BootHttpHandler.Shared shared) throws IOException {
        Settings.Folders folders = settings.folders();
        Here here = here(settings);
        TftpFiles files =
                new TftpFiles(
                        new BootFileCache(new ServedFolder(folders.bootFiles())),
                        new BootFileCache(new ServedFolder(folders.assets())),
                        new Virtual(here));
        Loaders loaders =
                new Loaders(
                        shared.desk(),
                        folders.assets(),
                        settings.address(),
                        here,
                        shared.blocking());
        bound(
                "TFTP",
                transport
                        .listener()
                        .handler(
                                new TftpListener(
                                        transport,
                                        files,
                                        loaders,
                                        shared.blocking(),
                                        shared.watch()))
                        .bind(Sockets.address(settings.address(), settings.ports().tftp())));
    }

    private void dhcp(Settings settings, Executor blocking, Watch watch) throws IOException {
        Settings.Dhcp dhcp = settings.dhcp();
        DhcpPolicy.Self self =
                new DhcpPolicy.Self(
                        settings.address(),
                        here(settings),
                        dhcp.lease(),
                        Programs.in(settings.folders().bootFiles()));
        LongSupplier nanos = nanos();
        StrangerPolicy strangers = new StrangerPolicy(new Leases(nanos), self);
        Rivals rivals = new Rivals(settings.address(), nanos);
        DhcpHandler.Segment segment =
                new DhcpHandler.Segment(
                        rivals, dhcp.device().map(_ -> new Probe(Neighbours.HERE, blocking)));
        Channel channel =
                bound(
                        "DHCP",
                        transport
                                .onDevice(transport.listener(), dhcp.device())
                                .option(ChannelOption.SO_BROADCAST, true)
                                .option(ChannelOption.SO_REUSEADDR, true)
                                .handler(
                                        new DhcpHandler(
                                                new DhcpHandler.Service(
                                                        DhcpPolicy::answer,
                                                        self,
                                                        dhcp,
                                                        Optional.of(segment)),
                                                strangers,
                                                watch,
                                                new Lane(nanos)))
                                .bind(Sockets.address(dhcp.listen(), settings.ports().dhcp())));
        bound(
                "PXE",
                transport
                        .listener()
                        .handler(
                                new DhcpHandler(
                                        new DhcpHandler.Service(
                                                DhcpPolicy::boot, self, dhcp, Optional.empty()),
                                        strangers,
                                        watch,
                                        new Lane(nanos)))
                        .bind(Sockets.address(settings.address(), settings.ports().pxe())));
        if (dhcp.device().isPresent()) {
            overhear(dhcp, new RivalListener(rivals, settings.address(), watch));
        }
        int granted = channel.config().getOption(ChannelOption.SO_RCVBUF);
        if (granted < Transport.RECEIVE_BUFFER) {
            LOG.info(
                    "DHCP receive buffer is {} bytes of {} asked for; raise net.core.rmem_max",
                    granted,
                    Transport.RECEIVE_BUFFER);
        }
    }

    /// Bound to where everybody is spoken to, and not to all of our addresses: what is said to a
    /// DHCP client of this host stays its own.
    private void overhear(Settings.Dhcp dhcp, RivalListener listener) {
        ChannelFuture binding =
                transport
                        .onDevice(transport.listener(), dhcp.device())
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .handler(listener)
                        .bind(Sockets.address(dhcp.broadcast(), dhcp.clientPort()))
                        .awaitUninterruptibly();
        if (binding.isSuccess()) {
            beside.add(binding.channel());
        } else {
            LOG.info(
                    "other DHCP servers are noticed only when a machine chooses one: {}",
                    binding.cause().getMessage());
        }
    }

    /// Machines boot without it too, only later.
    private void advertise(String device, Watch watch) {
        try {
            NetworkInterface link = NetworkInterface.getByName(device);
            if (link == null || link.inetAddresses().noneMatch(Inet6Address.class::isInstance)) {
                throw new IOException("it has no IPv6 address of its link");
            }
            EpollDatagramChannel channel =
                    RawIcmp.open(
                            link,
                            InetAddress.getByName("ff02::2"),
                            Advertiser.SOLICITATION,
                            transport);
            String everybody = "ff02::1%" + device;
            channel.pipeline().addLast(new Advertiser(InetAddress.getByName(everybody), watch));
            beside.add(channel);
        } catch (IOException | RuntimeException e) {
            LOG.info(
                    "questions for IPv6 routers on {} are not answered, and older iPXE waits 15 s"
                            + " for that at each boot: {}",
                    device,
                    e.getMessage());
        }
    }

    /// Both ways at one port.
    private void dns(Settings settings, int port, Executor blocking, Watch watch)
            throws IOException {
        Ip4 address = settings.address();
        LongSupplier nanos = nanos();
        Optional<Resolver> resolver =
                settings.others()
                        .map(others -> new Resolver(new Upstream(others, nanos), blocking, nanos));
        DnsServer server = new DnsServer(address, watch, resolver);
        bound(
                "DNS over TCP",
                transport
                        .connections()
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DnsServer.READ_AT_ONCE))
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(server.connections())
                        .bind(Sockets.address(address, port)));
        bound(
                "DNS",
                transport
                        .listener()
                        .handler(server.datagrams())
                        .bind(Sockets.address(address, port(4))));
    }

    private Channel bound(String service, ChannelFuture binding) throws IOException {
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(
                    service + " cannot listen: " + binding.cause().getMessage(), binding.cause());
        }
        channels.add(binding.channel());
        LOG.info("{} listens on {}", service, binding.channel().localAddress());
        return binding.channel();
    }

    @Override
    public void close() {
        beside.forEach(channel -> channel.close().awaitUninterruptibly());
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        // With no quiet at all, thousands of open connections would not hear of the end.
        transport.loops().shutdownGracefully(1, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
