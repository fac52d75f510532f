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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldImageTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");

    @TempDir Path folder;

    /// A machine whose image has a URL.
    private static MachineSpec machine() {
        MachineSpec.Install install = Sample.MACHINE.install();
        Image image =
                new Image(
                        "os",
                        Image.Arch.X86_64,
                        "https://images.example/os.raw",
                        install.image().digest(),
                        Image.Format.RAW);
        return Sample.with(
                Sample.MACHINE,
                new MachineSpec.Install(
                        image, install.payload(), install.kernelArgs(), install.fingerprint()));
    }

    private Netboot start(ExecutorService blocking) throws Exception {
        return Netboot.start(
                new Settings(
                        US,
                        new Settings.Ports(0, 0, 0, 0),
                        new Settings.Folders(folder.resolve("boot"), folder.resolve("assets")),
                        new Settings.Dhcp(US, Optional.empty(), US, 68, Duration.ofHours(1))),
                () -> Optional.of(Sample.desired(DhcpMode.OFF)),
                (_, reply) ->
                        reply.accept(
                                new BootAnswer.Write(
                                        machine(), Sample.PERMIT, "vda", Sample.MARKER)),
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
