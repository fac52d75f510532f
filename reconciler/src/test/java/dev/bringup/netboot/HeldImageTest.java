package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.port.Tally;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import dev.bringup.model.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldImageTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");

    private static final Sha256 DIGEST = new Sha256("cd".repeat(32));

    @TempDir Path folder;

    /// A machine whose image has a URL.
    private static MachineSpec machine() {
        MachineSpec.Install install = Sample.MACHINE.install();
        Image image =
                new Image(
                        "os",
                        Image.Arch.X86_64,
                        "https://images.example/os.raw",
                        install.image().assets().getFirst().digest(),
                        Image.Format.RAW);
        return Sample.with(
                Sample.MACHINE,
                new MachineSpec.Install(
                        image, install.payload(), install.kernelArgs(), install.fingerprint()));
    }

    private static MachineSpec live() {
        MachineSpec.Install install = Sample.MACHINE.install();
        Image image =
                new Image(
                        "coreos",
                        Image.Arch.X86_64,
                        new Image.Boot.Live(
                                new Image.Asset("https://images.example/vmlinuz", DIGEST),
                                List.of(new Image.Asset("live/initrd", DIGEST)),
                                Optional.empty(),
                                List.of()),
                        Optional.empty());
        return Sample.with(
                Sample.MACHINE,
                new MachineSpec.Install(
                        image, install.payload(), install.kernelArgs(), install.fingerprint()));
    }

    /// Nothing on the machine would hold a kernel from elsewhere against its digest.
    @Test
    void aMachineIsNotSentElsewhereForWhatItStartsFromMemory() throws Exception {
        BootAnswer answer = new BootAnswer.StartLive(live(), Sample.PERMIT);
        try (ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
                Netboot netboot = start(blocking, answer);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest ask =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.77.0.1:%d/ipxe/52-54-00-77-01-01"
                                                    .formatted(netboot.ports().http())))
                            .build();
            String before = client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
            String because =
                    "image coreos is not among the assets: https://images.example/vmlinuz,"
                            + " live/initrd; bringup fetch brings it";
            assertTrue(before.contains("echo Bringup: waiting: " + because + "\n"), before);

            Files.createDirectories(folder.resolve("assets/sha256"));
            Files.createDirectories(folder.resolve("assets/live"));
            Files.writeString(folder.resolve("assets/sha256/" + DIGEST.hex()), "kernel");
            Files.writeString(folder.resolve("assets/live/initrd"), "initrd");
            String after = client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
            assertTrue(after.contains("/assets/sha256/" + DIGEST.hex() + " initrd=initrd0"), after);
        }
    }

    private Netboot start(ExecutorService blocking) throws Exception {
        return start(
                blocking, new BootAnswer.Write(machine(), Sample.PERMIT, "vda", Sample.MARKER));
    }

    private Netboot start(ExecutorService blocking, BootAnswer answer) throws Exception {
        return Netboot.start(
                new Settings(
                        US,
                        new Settings.Ports(0, 0, 0, 0),
                        new Settings.Folders(folder.resolve("boot"), folder.resolve("assets")),
                        new Settings.Dhcp(US, Optional.empty(), US, 68, Duration.ofHours(1))),
                () -> Optional.of(Sample.desired(DhcpMode.OFF)),
                (_, reply) -> reply.accept(answer),
                (_, text) -> text,
                _ -> {},
                Tally.NONE,
                blocking);
    }

    @Test
    void anImageThatWeHaveIsServedInsteadOfItsUrl() throws Exception {
        try (ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
                Netboot netboot = start(blocking);
                HttpClient client = HttpClient.newHttpClient()) {
            URI disks =
                    URI.create(
                            "http://127.77.0.1:%d/config/permit0123456789/disks"
                                    .formatted(netboot.ports().http()));
            HttpRequest ask =
                    HttpRequest.newBuilder(disks)
                            .POST(HttpRequest.BodyPublishers.ofString("{\"disks\":[]}"))
                            .build();
            String before = client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
            assertTrue(before.contains("\"image\":\"https://images.example/os.raw\""), before);

            String copy = "/assets/sha256/" + "cd".repeat(32);
            Files.createDirectories(folder.resolve("assets/sha256"));
            Files.writeString(folder.resolve(copy.substring(1)), "image");
            String after = client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
            URI ours = disks.resolve(copy);
            assertTrue(after.contains("\"image\":\"" + ours + "\""), after);
            assertEquals(
                    "image",
                    client.send(
                                    HttpRequest.newBuilder(ours).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }
}
