package dev.bringup.app;

import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.wire.ControlPlane;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The lab's Kubernetes: there from the start, or, in a lab from nothing, once a machine made it.
final class LabCluster implements ControlPlane, AutoCloseable {

    static final String ENDPOINT = LabRack.API + ":" + LabRack.API_PORT;

    private final LabHome home;
    private final Duration nodeGrace;
    private Optional<LabApi> api = Optional.empty();

    private LabCluster(LabHome home, Duration nodeGrace) {
        this.home = home;
        this.nodeGrace = nodeGrace;
    }

    /// With a Node taken for Ready for that long after its last sign of life.
    static LabCluster open(LabHome home, Duration nodeGrace) throws IOException {
        LabCluster cluster = new LabCluster(home, nodeGrace);
        if (!home.isFromNothing()) {
            cluster.start(Optional.empty());
        } else if (Files.exists(home.founder()) && cluster.etcd().isThere()) {
            cluster.start(Optional.of(trust(Files.readString(home.founder()))));
        }
        return cluster;
    }

    /// Whoever made it may be told again; nobody else makes a second one.
    @Override
    public synchronized String init(Order order) throws IOException {
        if (!order.endpoint().equals(ENDPOINT)) {
            throw new IOException("kubeadm init: nothing of this lab can be " + order.endpoint());
        }
        String founder =
                order.node()
                        + "\n"
                        + order.pki().getOrDefault("ca.key", "")
                        + order.pki().getOrDefault("ca.crt", "");
        if (api.isEmpty()) {
            keep(founder);
            etcd().begin(order.node(), order.address(), order.version());
            if (order.restored().isPresent()) {
                LabApi.restore(folder(), order.restored().get());
            }
            start(Optional.of(trust(founder)));
            api.orElseThrow().remember(order.version());
        } else if (!home.isFromNothing() || !Files.readString(home.founder()).equals(founder)) {
            throw new IOException("kubeadm init: there is a cluster already");
        }
        return api.orElseThrow().kubelet(order.node());
    }

    private LabEtcd etcd() {
        return new LabEtcd(home.world().resolve("etcd-members"));
    }

    /// The last of them takes all with it that etcd held.
    @Override
    public synchronized void written(String node) {
        try {
            if (etcd().isOnly(node)) {
                close();
                etcd().end();
                LabApi.forget(folder());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder() {
        return home.world().resolve("api");
    }

    @Override
    public synchronized void joined(String node, Ip4 address) throws IOException {
        KubeVersion server = api.isPresent() ? api.get().remembered() : LabApi.VERSION;
        etcd().add(node, address, server);
    }

    @Override
    public Optional<KubeVersion> server(String node) throws IOException {
        return etcd().server(node);
    }

    @Override
    public synchronized void mark(String node) throws IOException {
        if (api.isPresent()) {
            api.get().mark(node, "node-role.kubernetes.io/control-plane");
        }
    }

    @Override
    public synchronized String etcdctl(String node, List<String> words) throws IOException {
        if (!etcd().holds(node) || api.isEmpty()) {
            throw new IOException("no etcd runs on this machine");
        }
        return switch (words.isEmpty() ? "" : words.getFirst() + " " + words.get(1)) {
            case "member list" -> etcd().list();
            case "endpoint health" -> etcd().health(api.get()::isReady);
            case "member remove" -> etcd().remove(words.getLast());
            case "snapshot save" -> api.get().snapshot();
            default -> throw new IOException("etcdctl: the lab has no " + words);
        };
    }

    private void keep(String founder) throws IOException {
        Path half = home.founder().resolveSibling("founder.new");
        Files.deleteIfExists(half);
        Files.createFile(
                half,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(half, founder);
        Files.move(half, home.founder(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static LabApi.Trust trust(String founder) {
        String pem = founder.substring(founder.indexOf('\n') + 1);
        int certificate = pem.indexOf("-----BEGIN CERTIFICATE-----");
        return new LabApi.Trust(pem.substring(certificate), pem.substring(0, certificate));
    }

    private void start(Optional<LabApi.Trust> trust) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(
                        InetAddress.getByAddress(LabRack.API.bytes()), LabRack.API_PORT);
        api =
                Optional.of(
                        LabApi.start(
                                new LabApi.Settings(
                                        address,
                                        folder(),
                                        InstantSource.system(),
                                        new SecureRandom(),
                                        nodeGrace,
                                        trust,
                                        etcd()::oldest)));
    }

    synchronized Optional<LabApi> api() {
        return api;
    }

    @Override
    public synchronized void close() {
        api.ifPresent(LabApi::close);
        api = Optional.empty();
    }
}
