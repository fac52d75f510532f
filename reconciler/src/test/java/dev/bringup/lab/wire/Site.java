package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.api.LabApi;
import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.model.Policy;
import dev.bringup.model.Sha256;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.Netboot;
import dev.bringup.netboot.Settings;
import dev.bringup.port.Tally;
import dev.bringup.secrets.SshKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// Everything a rack needs around it: boot services with a desk that installs each machine once,
/// and a Kubernetes API.
final class Site implements AutoCloseable {

    static final SshKey HOST_KEY = key("h");
    static final SshKey OUR_KEY = key("o");
    private static final Ip4 US = Ip4.parse("127.77.0.1");

    private final Path folder;
    private final NetworkPlan plan;
    private final Executor executor;
    private final LabApi api;
    private final Netboot netboot;
    private final Set<PermitId> written = ConcurrentHashMap.newKeySet();
    private final AtomicInteger installations = new AtomicInteger();
    private final AtomicInteger minted = new AtomicInteger();
    private final ConcurrentLinkedQueue<Sighting.PacketSeen> packets =
            new ConcurrentLinkedQueue<>();
    private volatile UnaryOperator<String> payload = text -> text;
    private volatile Desired desired;

    Site(Path folder, NetworkPlan wanted, Executor executor) throws IOException {
        this.folder = folder;
        this.executor = executor;
        Files.createDirectories(folder.resolve("assets/installer"));
        Files.createDirectories(folder.resolve("boot"));
        Files.writeString(folder.resolve("boot/undionly.kpxe"), "k".repeat(70_000));
        Files.writeString(folder.resolve("boot/snponly.efi"), "e".repeat(150_000));
        Files.writeString(folder.resolve("assets/installer/vmlinuz"), "v".repeat(100_000));
        Files.writeString(folder.resolve("assets/installer/initrd"), "i".repeat(100_000));
        image(1 << 20);
        api =
                LabApi.start(
                        new LabApi.Settings(
                                new InetSocketAddress("127.77.0.2", 0),
                                folder.resolve("api"),
                                InstantSource.system(),
                                new SecureRandom(),
                                Duration.ofSeconds(40)));
        netboot =
                Netboot.start(
                        new Settings(
                                US,
                                new Settings.Ports(0, 0, 0, 0),
                                new Settings.Folders(
                                        folder.resolve("boot"), folder.resolve("assets")),
                                new Settings.Dhcp(
                                        US,
                                        Optional.empty(),
                                        wanted.broadcast(),
                                        wanted.ports().dhcpClient(),
                                        Duration.ofHours(1))),
                        () -> Optional.of(desired),
                        (request, reply) -> executor.execute(() -> reply.accept(decide(request))),
                        this::fill,
                        this::sighted,
                        Tally.NONE,
                        executor);
        NetworkPlan.Ports ports = wanted.ports();
        plan =
                new NetworkPlan(
                        wanted.broadcast(),
                        US,
                        new NetworkPlan.Ports(
                                netboot.ports().dhcp(),
                                ports.dhcpClient(),
                                netboot.ports().tftp(),
                                ports.wake(),
                                ports.bmc(),
                                ports.ssh(),
                                ports.redfish()));
    }

    NetworkPlan plan() {
        return plan;
    }

    private void image(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) 'x');
        image(content);
    }

    private void image(byte[] content) throws IOException {
        Files.write(folder.resolve("assets/os.img"), content);
        desired = desired(digest(content));
    }

    /// An image of the lab that says which kubelet it holds.
    void image(KubeVersion kubelet) throws IOException {
        image(("bringup lab, any, kubelet " + kubelet + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void slowImage() throws IOException {
        image(60 << 20);
    }

    void breakImage() throws IOException {
        Files.writeString(folder.resolve("assets/os.img"), "not what it was");
    }

    void spoil(UnaryOperator<String> change) {
        payload = change;
    }

    private static Sha256 digest(byte[] content) {
        try {
            return new Sha256(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Desired desired(Sha256 digest) {
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>();
        for (int i = 1; i <= 2; i++) {
            MachineSpec machine = machine(i, digest);
            machines.put(machine.id(), machine);
        }
        return new Desired(
                new Commit(new CommitId("0".repeat(40)), "ops", Instant.EPOCH, "One"),
                new ClusterSpec(
                        "lab",
                        "1.36.2",
                        new ClusterSpec.Network(
                                Cidr.parse("127.77.0.0/16"),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                ClusterSpec.DhcpMode.AUTHORITATIVE),
                        new ClusterSpec.Ssh("ops", List.of()),
                        Optional.empty(),
                        Policy.SAFE),
                machines);
    }

    private static MachineSpec machine(int number, Sha256 digest) {
        String name = "node-%02d".formatted(number);
        return new MachineSpec(
                new MachineId(name),
                new MachineSpec.Hardware(
                        List.of(Mac.parse("52:54:00:77:00:0" + number)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new MachineSpec.DiskHints(
                                Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty()),
                Ip4.parse("127.77.1." + number),
                "worker",
                new MachineSpec.Install(
                        new Image("os", Image.Arch.X86_64, "os.img", digest, Image.Format.RAW),
                        SitePayload.of(number, name),
                        List.of(),
                        new Fingerprint("v1:" + "ab".repeat(32))),
                new MachineSpec.NodeSpec(new TreeMap<>(), List.of()),
                new MachineSpec.Intent(
                        MachineSpec.Want.JOINED, Optional.empty(), Optional.empty()));
    }

    private static Permit permit(MachineSpec machine) {
        return new Permit(
                new PermitId("permit" + machine.id().name().replace("-", "")),
                machine.id(),
                new AttemptId("a1"),
                machine.fingerprint(),
                Permit.Stage.ISSUED);
    }

    Marker marker(int number) {
        MachineSpec machine = desired.machine(new MachineId("node-0" + number)).orElseThrow();
        return new Marker(
                machine.id(),
                new AttemptId("a1"),
                desired.commit().id(),
                machine.fingerprint(),
                Marker.State.INSTALLING);
    }

    private Optional<MachineSpec> at(Ip4 address) {
        return desired.machines().values().stream()
                .filter(m -> m.address().equals(address))
                .findFirst();
    }

    private BootAnswer decide(BootRequest request) {
        MachineSpec machine = at(request.from()).orElseThrow();
        Permit permit = permit(machine);
        Marker marker = marker(Integer.parseInt(machine.id().name().substring(5)));
        return switch (request) {
            case BootRequest.Script _ ->
                    written.contains(permit.id())
                            ? new BootAnswer.LocalDisk("it is installed")
                            : new BootAnswer.StartInstaller(machine, permit);
            case BootRequest.Disks disks -> {
                installations.incrementAndGet();
                yield new BootAnswer.Write(
                        machine, permit, disks.disks().getFirst().name(), marker);
            }
            case BootRequest.Progress progress -> {
                if (progress.now() == BootRequest.Installing.WRITTEN) {
                    written.add(permit.id());
                }
                yield new BootAnswer.Noted();
            }
            case BootRequest.Config _ -> new BootAnswer.Serve(machine, permit, marker.installed());
            case BootRequest.Whole _ ->
                    new BootAnswer.Serve(
                            machine,
                            permit,
                            marker.installed(),
                            Optional.of(mint(machine.id().name())));
            case BootRequest.PhoneHome _ -> new BootAnswer.Noted();
            case BootRequest.Inspection _ -> new BootAnswer.Refused("nobody asked for it");
            case BootRequest.Join join ->
                    join.nonce().equals("n1")
                            ? new BootAnswer.JoinWith(machine.id(), mint(machine.id().name()))
                            : new BootAnswer.Refused("wrong nonce");
        };
    }

    private String fill(BootAnswer.Serve serve, String text) {
        String base = "http://127.77.0.1:" + netboot.ports().http();
        String permit = serve.permit().id().text();
        String indent = text.startsWith("#!") ? "\n" : "\n    ";
        return payload.apply(text)
                .replace("%%bringup.sshKey%%", OUR_KEY.publicText())
                .replace("%%bringup.hostKey%%", HOST_KEY.privateText().replace("\n", indent))
                .replace("%%bringup.hostKeyPublic%%", HOST_KEY.publicText())
                .replace("%%bringup.marker%%", MarkerJson.write(serve.marker()).toString())
                .replace("%%bringup.phoneHomeUrl%%", base + "/report/" + permit + "/up")
                .replace("%%bringup.nonce%%", "n1")
                .replace("%%bringup.joinUrl%%", base + "/config/" + permit + "/join");
    }

    private void sighted(Sighting sighting) {
        if (sighting instanceof Sighting.PacketSeen packet) {
            packets.add(packet);
        }
    }

    /// The kinds of packets seen from a machine, in the order of their kind.
    List<String> packetsOf(Mac mac) {
        return packets.stream()
                .filter(p -> p.mac().equals(mac))
                .map(Sighting.PacketSeen::packet)
                .distinct()
                .sorted(java.util.Comparator.comparingInt(p -> "FIOTH".indexOf(p.name().charAt(0))))
                .map(Enum::name)
                .toList();
    }

    int installations() {
        return installations.get();
    }

    private KubeApi admin() throws IOException {
        return new KubeApi(
                Ip4.parse("127.0.0.1"),
                new KubeletConfig(api.uri().getAuthority(), api.caHash(), api.adminToken()));
    }

    JsonNode api(String path) {
        try (KubeApi admin = admin()) {
            return admin.get(path).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String path) throws IOException {
        try (KubeApi admin = admin()) {
            admin.delete(path, MarkerJson.JSON.createObjectNode());
        }
    }

    void createPod(String name, String node) throws IOException {
        ObjectNode pod =
                MarkerJson.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", name).put("namespace", "default");
        ObjectNode spec = pod.putObject("spec").put("nodeName", node);
        spec.putArray("containers").addObject().put("name", "c").put("image", "i");
        try (KubeApi admin = admin()) {
            admin.post("/api/v1/namespaces/default/pods", pod);
        }
    }

    /// One line, so that it fits into quotes.
    String joinScript(String node) {
        JoinMaterial material = mint(node);
        return "kubeadm join %s --token %s --discovery-token-ca-cert-hash %s --node-name %s"
                .formatted(
                        material.endpoint(), material.token(), material.caCertificateHash(), node);
    }

    private JoinMaterial mint(String machine) {
        String id = "id" + Integer.toHexString(minted.incrementAndGet() + 0x1000);
        String secret = Long.toHexString(System.nanoTime());
        ObjectNode json =
                MarkerJson.JSON
                        .createObjectNode()
                        .put("apiVersion", "v1")
                        .put("kind", "Secret")
                        .put("type", "bootstrap.kubernetes.io/token");
        json.putObject("metadata")
                .put("name", "bootstrap-token-" + id)
                .put("namespace", "kube-system")
                .putObject("annotations")
                .put("bringup.dev/machine", machine);
        json.putObject("data")
                .put("token-id", base64(id))
                .put("token-secret", base64(secret))
                .put("usage-bootstrap-authentication", base64("true"));
        try (KubeApi admin = admin()) {
            admin.post("/api/v1/namespaces/kube-system/secrets", json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JoinMaterial(api.uri().getAuthority(), id + "." + secret, api.caHash());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        netboot.close();
        api.close();
    }

    private static SshKey key(String seed) {
        return SshKey.of(seed.repeat(32).getBytes(StandardCharsets.US_ASCII), "lab");
    }
}
