package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.bringup.Commands;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.port.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// QEMU's machines with the firmware that Debian ships, on a segment with our servers, and a Linux
/// kernel for them that says what it was started with.
abstract class FirmwareBench {

    private static final String UUID = "00112233-4455-6677-8899-aabbccddeeff";
    private static final String SERIAL = "SN 42";
    private static final Ip4 THEIRS = Ip4.parse("10.88.0.7");
    private static final Duration LONG = Duration.ofSeconds(150);

    /// A program of QEMU's, the variables that its firmware starts with, and its machine.
    record Firmware(String program, Path variables, List<String> machine) {

        private static List<String> flash(String code) {
            return List.of(
                    "-drive",
                    "if=pflash,format=raw,unit=0,readonly=on,file=" + code,
                    "-drive",
                    "if=pflash,format=raw,unit=1,file=VARS");
        }

        private static Firmware flashed(
                String program, String code, String variables, List<String> machine) {
            List<String> words = new ArrayList<>(machine);
            words.addAll(flash(code));
            return new Firmware(program, Path.of(variables), words);
        }
    }

    /// UEFI by its own drivers, and not by the iPXE that QEMU's network cards carry.
    static final Firmware UEFI =
            Firmware.flashed(
                    "qemu-system-x86_64",
                    "/usr/share/OVMF/OVMF_CODE_4M.fd",
                    "/usr/share/OVMF/OVMF_VARS_4M.fd",
                    List.of("-machine", "q35"));

    /// The same with Secure Boot on, and the keys that machines are sold with.
    static final Firmware SECURE = secure("ms");

    /// And with a key that everybody has.
    static final Firmware OWN_KEYS = secure("snakeoil");

    private static Firmware secure(String keys) {
        return Firmware.flashed(
                "qemu-system-x86_64",
                "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
                "/usr/share/OVMF/OVMF_VARS_4M.%s.fd".formatted(keys),
                List.of(
                        "-machine",
                        "q35,smm=on",
                        "-global",
                        "driver=cfi.pflash01,property=secure,value=on"));
    }

    static final Firmware ARM =
            Firmware.flashed(
                    "qemu-system-aarch64",
                    "/usr/share/AAVMF/AAVMF_CODE.fd",
                    "/usr/share/AAVMF/AAVMF_VARS.fd",
                    List.of("-machine", "virt", "-cpu", "cortex-a57"));

    static final Firmware BIOS =
            new Firmware("qemu-system-x86_64", Path.of("/dev/null"), List.of("-machine", "pc"));

    static final List<String> BY_HTTP =
            List.of(
                    "-fw_cfg",
                    "name=opt/org.tianocore/IPv4PXESupport,string=n",
                    "-fw_cfg",
                    "name=opt/org.tianocore/IPv6PXESupport,string=n");

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    final Queue<Instant> scripts = new ConcurrentLinkedQueue<>();
    final Queue<Instant> addresses = new ConcurrentLinkedQueue<>();
    final Set<String> counted = new ConcurrentSkipListSet<>();
    Path bootFiles = Path.of("/usr/lib/ipxe");
    private Cable cable;
    private Netboot netboot;

    @BeforeEach
    void layCable() throws Exception {
        Path installer = Files.createDirectories(folder.resolve("assets/installer"));
        try (Stream<Path> kernels = Files.list(Path.of("/boot"))) {
            Path kernel =
                    kernels.filter(file -> file.getFileName().toString().startsWith("vmlinuz-"))
                            .findFirst()
                            .orElseThrow();
            Files.copy(kernel, installer.resolve("vmlinuz"));
        }
        initrd(installer.resolve("initrd"));
        cable = Cable.lay();
    }

    /// A system that says on the console what it was started with, and ends.
    private void initrd(Path to) throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.copy(Path.of("/bin/busybox"), root.resolve("busybox"));
        Commands.script(
                root,
                "init",
                List.of(
                        "#!/busybox sh",
                        "/busybox mkdir /proc",
                        "/busybox mount -t proc proc /proc",
                        "echo \"STARTED-WITH $(/busybox cat /proc/cmdline)\"",
                        "/busybox poweroff -f"));
        Commands.Ran packed =
                Commands.run(
                        "sh",
                        "-c",
                        "cd '%s' && printf 'busybox\\ninit\\n' | busybox cpio -o -H newc > '%s'"
                                .formatted(root, to));
        assertEquals(0, packed.status(), packed::output);
    }

    /// Two files of Debian, under the names that they call each other by.
    void shimAndGrub() throws IOException {
        bootFiles = Files.createDirectories(folder.resolve("boot"));
        Files.copy(Path.of("/usr/lib/shim/shimx64.efi.signed"), bootFiles.resolve("shimx64.efi"));
        Files.copy(
                Path.of("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"),
                bootFiles.resolve("grubx64.efi"));
    }

    @AfterEach
    void stop() throws Exception {
        if (netboot != null) {
            netboot.close();
        }
        if (cable != null) {
            cable.close();
        }
        blocking.close();
    }

    void serve(DhcpMode mode) throws Exception {
        MachineSpec machine = Sample.machine(THEIRS, Sample.MACHINE.install().payload());
        Desired desired = reachable(Sample.desired(mode, "10.88.0.0/24", machine));
        netboot =
                Netboot.start(
                        new Settings(
                                Ip4.parse("10.88.0.1"),
                                new Settings.Ports(67, 4011, 69, 0),
                                new Settings.Folders(bootFiles, folder.resolve("assets")),
                                Cable.dhcp(cable.device())),
                        () -> Optional.of(desired),
                        (request, reply) -> {
                            if (request instanceof BootRequest.Script script) {
                                scripts.add(Instant.now());
                                asked.add(
                                        "%s at %s, %s, %s, %s"
                                                .formatted(
                                                        script.mac(),
                                                        script.from(),
                                                        script.uuid().orElse("?"),
                                                        script.serial().orElse("?"),
                                                        script.box().vendor().orElse("?")));
                                reply.accept(new BootAnswer.StartInstaller(machine, Sample.PERMIT));
                            } else {
                                reply.accept(new BootAnswer.Refused("nobody asks that here"));
                            }
                        },
                        (_, text) -> text,
                        sighting -> {
                            seen.add(sighting.toString());
                            addresses.add(Instant.now());
                        },
                        new Tally() {
                            @Override
                            public void add(String series, String kind, String outcome, long more) {
                                counted.add(series + " " + kind + " " + outcome);
                            }

                            @Override
                            public void time(
                                    String series, String kind, String outcome, Duration took) {}
                        },
                        blocking);
    }

    /// UEFI opens no TFTP with a router that is not in its network, and goes on to boot by HTTP.
    private static Desired reachable(Desired desired) {
        ClusterSpec.Network was = desired.cluster().network();
        return Sample.in(
                new ClusterSpec.Network(
                        was.cidr(),
                        Optional.of(Ip4.parse("10.88.0.254")),
                        was.nameservers(),
                        was.domain(),
                        was.dhcp()),
                desired);
    }

    void fetchedItsLoaderBy(String program) {
        boolean isTftp = counted.contains("tftp_requests read complete");
        assertEquals(program.equals("TFTP"), isTftp, counted::toString);
    }

    /// Another server on the segment gives out the address, and nothing else.
    Process otherDhcp() throws Exception {
        return cable.start(
                folder.resolve("dnsmasq.log"),
                List.of(
                        "/usr/sbin/dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--port=0",
                        "--no-ping",
                        "--interface=br0",
                        "--bind-interfaces",
                        "--dhcp-range=10.88.0.0,static,255.255.255.0",
                        "--dhcp-host=" + Sample.MAC + "," + THEIRS,
                        "--dhcp-leasefile=" + folder.resolve("leases"),
                        "--log-dhcp",
                        "--log-facility=-"));
    }

    interface Boot {
        void run() throws Exception;
    }

    void beside(DhcpMode mode, Boot boot) throws Exception {
        serve(mode);
        if (mode == DhcpMode.AUTHORITATIVE) {
            boot.run();
            return;
        }
        Process other = otherDhcp();
        try {
            boot.run();
        } finally {
            other.destroy();
            other.waitFor();
        }
    }

    private Process powerOn(Firmware firmware, String card, List<String> more) throws Exception {
        Path variables = folder.resolve("vars.fd");
        Files.copy(firmware.variables(), variables);
        List<String> command = new ArrayList<>(List.of(firmware.program()));
        firmware.machine().forEach(word -> command.add(word.replace("VARS", variables + "")));
        command.addAll(
                List.of(
                        "-accel",
                        "tcg,thread=multi",
                        "-m",
                        "1024",
                        "-nographic",
                        "-no-reboot",
                        "-uuid",
                        UUID,
                        "-smbios",
                        "type=1,serial=" + SERIAL,
                        "-netdev",
                        "tap,id=n0,ifname=tap0,script=no,downscript=no",
                        "-device",
                        card + ",netdev=n0,bootindex=1,mac=" + Sample.MAC));
        command.addAll(more);
        return cable.start(folder.resolve("console"), command);
    }

    void bootsOurKernel(Firmware firmware, String card, List<String> more) throws Exception {
        String line = says("STARTED-WITH ", firmware, card, more);
        String http = "10.88.0.1:" + netboot.ports().http();
        assertTrue(
                line.contains("bringup.config=http://%s/config/permit0123456789/".formatted(http)),
                line);
        assertTrue(line.contains("BOOTIF=01-52-54-00-77-01-01"), line);
        assertTrue(line.contains("console=ttyS0"), line);
        assertEquals(
                Set.of("%s at %s, %s, %s, QEMU".formatted(Sample.MAC, THEIRS, UUID, SERIAL)),
                asked);
    }

    /// The first line on the console of a machine that holds this.
    String says(String word, Firmware firmware, String card, List<String> more) throws Exception {
        Process machine = powerOn(firmware, card, more);
        try {
            Instant until = Instant.now().plus(LONG);
            while (Instant.now().isBefore(until) && machine.isAlive() && line(word).isEmpty()) {
                Thread.sleep(200);
            }
            return line(word)
                    .orElseGet(() ->
                            fail(
                                    "the machine did not say %s; we saw %s, the console said:\n%s"
                                            .formatted(word, seen, text())));
        } finally {
            machine.destroyForcibly().waitFor();
        }
    }

    private Optional<String> line(String word) {
        return text().lines().filter(line -> line.contains(word)).findFirst();
    }

    /// The whole console.
    String text() {
        try {
            return Files.readString(folder.resolve("console"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }
}
