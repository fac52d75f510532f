package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import dev.bringup.model.Payload.Placeholder;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.model.Sha256;
import dev.bringup.model.Timeline;
import dev.bringup.netboot.installer.Assembly;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/// A machine of QEMU with one disk, one cable away from our servers, which have the installer that
/// `bringup fetch --installer` makes.
final class InstallBench implements AutoCloseable {

    private static final Ip4 THEIRS = Ip4.parse("10.88.0.7");
    static final String PERMIT = "permit0123456789";
    static final int MIB = 1 << 20;
    static final int MARKER = MIB - 4096;
    private static final Payload PAYLOAD =
            new Payload(
                    Payload.Kind.CLOUD_INIT,
                    new TreeMap<>(
                            Map.of(
                                    "user-data",
                                    """
                                    #cloud-config
                                    locale: false
                                    runcmd: ["echo PAYLOAD-RUNS > /dev/ttyS0"]
                                    phone_home: {url: "%s", post: [instance_id], tries: 5}
                                    """
                                            .formatted(Placeholder.PHONE_HOME_URL.text()))));

    private final Path folder;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final Path disk;
    private final Path console;
    private final Cable cable;
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private Netboot netboot;
    private InstallDesk desk;
    private final List<String> more = new ArrayList<>();
    private Optional<Process> machine = Optional.empty();

    InstallBench(Path folder) throws Exception {
        this.folder = folder;
        disk = folder.resolve("disk.raw");
        console = folder.resolve("console");
        Assembly.make(
                new Assembly.Sources(Path.of("/"), Optional.empty(), Optional.empty()),
                folder.resolve("assets"));
        cable = Cable.lay();
    }

    @Override
    public void close() throws IOException {
        switchOff();
        if (netboot != null) {
            netboot.close();
        }
        cable.close();
        blocking.close();
    }

    static MachineSpec with(Image image, Payload payload) {
        return Sample.with(
                Sample.machine(THEIRS, payload),
                new MachineSpec.Install(
                        image, payload, List.of("console=ttyS0"), Sample.FINGERPRINT));
    }

    static Attempt attempt(MachineSpec spec, String permit, Attempt.Goal.Over over) {
        return attempt(spec, permit, new Attempt.Goal.Installed(Sample.FINGERPRINT, over));
    }

    static Attempt attempt(MachineSpec spec, String permit, Attempt.Goal goal) {
        return new Attempt(
                Sample.ATTEMPT,
                spec,
                goal,
                new Attempt.Origin(Sample.COMMIT, "it is new"),
                Timeline.from(Instant.EPOCH),
                Optional.of(
                        new Permit(
                                new PermitId(permit),
                                spec.id(),
                                Sample.ATTEMPT,
                                Sample.FINGERPRINT,
                                Permit.Stage.ISSUED)),
                Optional.empty());
    }

    /// A machine whose image is this file.
    MachineSpec image(Path file, Sha256 digest, Image.Format format) throws IOException {
        Files.copy(file, folder.resolve("assets/os"));
        return with(new Image("os", Image.Arch.X86_64, "os", digest, format), PAYLOAD);
    }

    /// A machine whose image runs from memory: our installer's kernel and drivers, and over them
    /// what makes another system of them.
    MachineSpec live(byte[] initrd, Payload payload) throws Exception {
        return with(
                new Image("live", Image.Arch.X86_64, program(initrd), Optional.empty()), payload);
    }

    /// A machine whose image is a distribution's installer, made in the same way.
    MachineSpec installer(byte[] initrd, Payload payload) throws Exception {
        return with(
                new Image(
                        "distro",
                        Image.Arch.X86_64,
                        new Image.Boot.Installer(program(initrd)),
                        Optional.empty()),
                payload);
    }

    private Image.Boot.Live program(byte[] initrd) throws Exception {
        Path assets = folder.resolve("assets");
        Files.write(assets.resolve("over.cpio"), initrd);
        List<Image.Asset> files = new ArrayList<>();
        for (String name : List.of("installer/vmlinuz", "installer/initrd", "over.cpio")) {
            files.add(new Image.Asset(name, Download.digest(assets.resolve(name))));
        }
        return new Image.Boot.Live(
                files.getFirst(), files.subList(1, 3), Optional.empty(), List.of("quiet"));
    }

    MachineSpec image(SmallImage small, Payload.Kind kind) throws Exception {
        byte[] content = Files.readAllBytes(small.file());
        Image image = image(content).install().image();
        return with(image, new Payload(kind, new TreeMap<>()));
    }

    String found(String path) throws Exception {
        return SmallImage.read(disk, path).strip();
    }

    MachineSpec image(byte[] content) throws Exception {
        Path file = Files.write(folder.resolve("os.raw"), content);
        return image(file, new Sha256(DiskImage.sha256(content)), Image.Format.RAW);
    }

    void serve(MachineSpec spec, Attempt.Goal.Over over) throws Exception {
        serve(spec, attempt(spec, PERMIT, over));
    }

    void serve(MachineSpec spec, Attempt first) throws Exception {
        desk = new InstallDesk(spec, first);
        var desired = Sample.desired(DhcpMode.AUTHORITATIVE, "10.88.0.0/24", spec);
        netboot =
                Netboot.start(
                        new Settings(
                                Ip4.parse("10.88.0.1"),
                                new Settings.Ports(
                                        67, 4011, 69, 0, Optional.empty(), Optional.of(514)),
                                new Settings.Folders(
                                        Path.of("/usr/lib/ipxe"), folder.resolve("assets")),
                                Cable.dhcp(cable.device())),
                        () -> Optional.of(desired),
                        (request, reply) -> desk.answer(request, reply),
                        this::filled,
                        _ -> {},
                        new Kept(logged),
                        blocking);
    }

    private String filled(BootAnswer.Serve serve, String text) {
        String base = "http://10.88.0.1:" + netboot.ports().http();
        String config = base + "/config/" + serve.permit().id();
        return text.replace(
                        Placeholder.PHONE_HOME_URL.text(),
                        base + "/report/" + serve.permit().id() + "/up")
                .replace(Placeholder.TARGET_URL.text(), config + "/target")
                .replace(Placeholder.FINISH_URL.text(), config + "/finish");
    }

    void blank(long bytes) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    void put(long at, byte[] bytes) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes);
        }
    }

    byte[] read(long at, int bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
            byte[] read = new byte[bytes];
            file.seek(at);
            file.readFully(read);
            return read;
        }
    }

    /// Whether the disk has this part of an image already.
    boolean holds(byte[] image, int from, int to) {
        try {
            return Arrays.equals(Arrays.copyOfRange(image, from, to), read(from, to - from));
        } catch (IOException _) {
            return false;
        }
    }

    String marker() throws Exception {
        return new String(read(MARKER, 4096), StandardCharsets.UTF_8).replace("\0", "");
    }

    static String marker(Marker.State state) {
        Marker marker = Sample.MARKER.installed();
        return BootJson.marker(state == Marker.State.INSTALLED ? marker : Sample.MARKER).toString();
    }

    void switchOn(String... network) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "qemu-system-x86_64",
                                "-accel",
                                "tcg,thread=multi",
                                "-smp",
                                "2",
                                "-m",
                                "1024",
                                "-nographic",
                                "-drive",
                                "if=none,id=d0,format=raw,cache=unsafe,file=" + disk,
                                "-device",
                                "virtio-blk-pci,drive=d0,serial=DISK-1,bootindex=2"));
        command.addAll(more);
        command.addAll(List.of(network));
        machine = Optional.of(cable.start(console, command));
    }

    void switchOnWithNetwork() throws Exception {
        switchOn(
                "-netdev",
                "tap,id=n0,ifname=tap0,script=no,downscript=no",
                "-device",
                "virtio-net-pci,netdev=n0,bootindex=1,mac=" + Sample.MAC);
    }

    /// As after iPXE, which takes most of a start: the kernel with the arguments that we gave it.
    void startInstaller() throws Exception {
        desk.start();
        Path files = folder.resolve("assets/installer");
        String url = "http://10.88.0.1:" + http();
        switchOn(
                "-netdev",
                "tap,id=n0,ifname=tap0,script=no,downscript=no",
                "-device",
                "virtio-net-pci,netdev=n0,romfile=,mac=" + Sample.MAC,
                "-kernel",
                files.resolve("vmlinuz").toString(),
                "-initrd",
                files.resolve("initrd").toString(),
                "-append",
                "console=ttyS0 bringup.config=%s/config/%s/ bringup.report=%s/report/%s/ BOOTIF=01-%s"
                        .formatted(url, PERMIT, url, PERMIT, Sample.MAC.hyphened()));
    }

    /// More devices, from the next start on.
    void plug(String... arguments) {
        more.addAll(List.of(arguments));
    }

    boolean isOff() {
        return machine.filter(Process::isAlive).isEmpty();
    }

    void switchOff() {
        machine.ifPresent(running -> running.destroyForcibly().onExit().join());
        machine = Optional.empty();
    }

    String said() {
        try {
            return Files.readString(console, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }

    void await(Duration most, BooleanSupplier what) throws Exception {
        Instant until = Instant.now().plus(most);
        while (!what.getAsBoolean()) {
            assertTrue(
                    Instant.now().isBefore(until),
                    () -> "we heard %s, the console said:\n%s".formatted(desk.heard(), said()));
            Thread.sleep(200);
        }
    }

    /// The payload that the installed system is to fetch.
    boolean isSown(String permit) throws Exception {
        String seed =
                "seedfrom: \"http://10.88.0.1:%d/config/%s/\""
                        .formatted(netboot.ports().http(), permit);
        Commands.Ran ran = Commands.run("grep", "-caF", seed, disk.toString());
        return ran.status() == 0;
    }

    /// By syslog.
    List<String> logged() {
        return List.copyOf(logged);
    }

    int http() {
        return netboot.ports().http();
    }

    InstallDesk desk() {
        return desk;
    }
}
