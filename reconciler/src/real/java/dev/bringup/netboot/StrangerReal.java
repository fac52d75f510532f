package dev.bringup.netboot;

import static dev.bringup.netboot.InstallBench.MIB;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Discovered;
import dev.bringup.model.Ip4;
import dev.bringup.model.PermitId;
import dev.bringup.netboot.installer.Assembly;
import dev.bringup.port.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real machine that is nobody's is looked at by the real installer: what it is made of is said,
/// and not one byte of its disk is another than before.
class StrangerReal {

    private static final PermitId TICKET = new PermitId("ticket0123456789");
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir Path folder;

    private final CompletableFuture<BootRequest.Inspection> reported = new CompletableFuture<>();
    private final CompletableFuture<String> left = new CompletableFuture<>();

    private void answer(BootRequest request, Consumer<BootAnswer> reply) {
        switch (request) {
            case BootRequest.Script _ when reported.isDone() -> {
                left.complete("to its own disk");
                reply.accept(new BootAnswer.LocalDisk("it was looked at"));
            }
            case BootRequest.Script _ -> reply.accept(new BootAnswer.Inspect(TICKET));
            case BootRequest.Inspection report -> {
                reported.complete(report);
                reply.accept(new BootAnswer.LocalDisk("it was looked at"));
            }
            case BootRequest other -> {
                left.complete("asked " + other);
                reply.accept(new BootAnswer.Refused("nobody asked for this"));
            }
        }
    }

    @Test
    void aStrangerIsLookedAtAndNotTouched() throws Exception {
        byte[] bytes = new byte[64 * MIB];
        new Random(5).nextBytes(bytes);
        Path disk = Files.write(folder.resolve("disk.raw"), bytes);
        Assembly.make(
                new Assembly.Sources(Path.of("/"), Optional.empty(), Optional.empty()),
                folder.resolve("assets"));
        var desired =
                Sample.desired(
                        DhcpMode.AUTHORITATIVE,
                        "10.88.0.0/24",
                        Sample.machine(Ip4.parse("10.88.0.7"), Sample.MACHINE.install().payload()));
        try (Cable cable = Cable.lay();
                ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
                Netboot _ =
                        Netboot.start(
                                new Settings(
                                        Ip4.parse("10.88.0.1"),
                                        new Settings.Ports(67, 4011, 69, 0),
                                        new Settings.Folders(
                                                Path.of("/usr/lib/ipxe"), folder.resolve("assets")),
                                        Cable.dhcp(cable.device())),
                                () ->
                                        Optional.of(
                                                Sample.inspecting(
                                                        desired, "10.88.0.100-10.88.0.110")),
                                this::answer,
                                (_, text) -> text,
                                _ -> {},
                                Tally.NONE,
                                blocking)) {
            Process machine =
                    cable.start(
                            folder.resolve("console"),
                            List.of(
                                    "qemu-system-x86_64",
                                    "-accel",
                                    "tcg,thread=multi",
                                    "-smp",
                                    "2",
                                    "-m",
                                    "1024",
                                    "-nographic",
                                    "-smbios",
                                    "type=1,manufacturer=Acme,product=Rack One,serial=SER 7",
                                    "-drive",
                                    "if=none,id=d0,format=raw,cache=unsafe,file=" + disk,
                                    "-device",
                                    "virtio-blk-pci,drive=d0,serial=DISK-7,bootindex=2",
                                    "-netdev",
                                    "tap,id=n0,ifname=tap0,script=no,downscript=no",
                                    "-device",
                                    "virtio-net-pci,netdev=n0,bootindex=1,mac=52:54:00:99:99:99"));
            try {
                BootRequest.Inspection report = reported.get(LONG.toSeconds(), TimeUnit.SECONDS);
                assertEquals("to its own disk", left.get(LONG.toSeconds(), TimeUnit.SECONDS));
                Discovered.Inventory found = report.found();
                assertEquals(Optional.of("SER 7"), report.identity().serial());
                assertEquals("Acme Rack One", found.vendor() + " " + found.product());
                assertEquals(2, found.cpus());
                assertEquals(
                        List.of("52:54:00:99:99:99"),
                        found.cards().stream().map(card -> card.mac().text()).toList());
                assertEquals(
                        List.of(
                                new BootRequest.Disk(
                                        "vda",
                                        "DISK-7",
                                        Optional.empty(),
                                        bytes.length,
                                        new Content.Foreign())),
                        found.disks());
            } finally {
                machine.destroyForcibly().onExit().join();
            }
        }
        assertArrayEquals(bytes, Files.readAllBytes(disk));
    }
}
