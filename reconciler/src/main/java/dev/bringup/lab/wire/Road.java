package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Emission;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Marker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One life of a machine on the network: each question is asked on real sockets from the machine's
/// own address, and its answer is the stimulus that the machine waits for. What fails for now is an
/// [IOException].
final class Road {

    private static final int MOST_CHAINS = 8;
    private static final int PHONE_TRIES = 10;

    private final Gear gear;
    private final Blueprint machine;
    private final long life;
    private volatile Ip4 address = new Ip4(0);

    Road(Gear gear, Blueprint machine, long life) {
        this.gear = gear;
        this.machine = machine;
        this.life = life;
    }

    Ip4 address() throws IOException {
        if (address.bits() == 0) {
            throw new IOException("no address");
        }
        return address;
    }

    private Browser browser() throws IOException {
        return new Browser(address());
    }

    private Installer installer() throws IOException {
        return new Installer(browser(), machine, gear.build().drive(), gear.supplies().clock());
    }

    Stimulus dhcp(Emission.As as) throws IOException, InterruptedException {
        gear.faults().mayBreak("DHCP");
        DhcpClient.Lease lease =
                new DhcpClient(gear.segment(), machine, gear.supplies().random()).ask(as);
        address = lease.address();
        return new Stimulus.Leased(life, lease.address(), lease.server(), lease.bootFile());
    }

    Stimulus tftp(Ip4 server, String file) throws IOException {
        gear.faults().mayBreak("TFTP " + file);
        int port = gear.segment().plan().ports().tftp();
        try (TftpClient client = new TftpClient(address(), Addresses.of(server, port))) {
            client.fetch(file);
            return new Stimulus.Loaded(life);
        }
    }

    Stimulus script(String given) throws IOException, InterruptedException {
        gear.faults().mayBreak("HTTP");
        Map<String, String> settings =
                Map.of(
                        "uuid",
                        machine.uuid(),
                        "serial",
                        machine.serial(),
                        "manufacturer",
                        "Bringup",
                        "product",
                        "virtual machine",
                        "net0/mac",
                        machine.mac().text(),
                        "platform",
                        switch (machine.firmware()) {
                            case BIOS -> "pcbios";
                            case EFI -> "efi";
                        });
        String url = IpxeScript.expand(given, settings);
        for (int i = 0; i < MOST_CHAINS; i++) {
            Browser.Answer answer = browser().get(url);
            if (answer.status() == 403) {
                // As when a chain fails: back to the firmware, and on to the disk.
                return new Stimulus.Script(life, new Stimulus.Says.LocalDisk());
            }
            if (!answer.isGood()) {
                throw new IOException("iPXE: " + url + ": " + answer.brief());
            }
            switch (IpxeScript.run(answer.text(), settings)) {
                case IpxeScript.Outcome.LocalDisk() -> {
                    return new Stimulus.Script(life, new Stimulus.Says.LocalDisk());
                }
                case IpxeScript.Outcome.Boot(Stage.Kernel kernel) -> {
                    return new Stimulus.Script(life, new Stimulus.Says.Start(kernel));
                }
                case IpxeScript.Outcome.Chain(String next, Duration slept) -> {
                    if (slept.isPositive() || next.equals(url)) {
                        return new Stimulus.Script(life, new Stimulus.Says.Wait(slept));
                    }
                    url = next;
                }
            }
        }
        throw new IOException("iPXE: more than " + MOST_CHAINS + " scripts in a chain");
    }

    Stimulus load(Stage.Kernel kernel) throws IOException, InterruptedException {
        for (String url : kernel.files()) {
            gear.faults().mayBreak("HTTP " + url);
            browser().stream(
                    url,
                    response -> {
                        if (response.status() != 200) {
                            throw new IOException("iPXE: " + url + ": " + response.status());
                        }
                        return response.body().transferTo(OutputStream.nullOutputStream());
                    });
        }
        return new Stimulus.Loaded(life);
    }

    Stimulus disks(Stage.Installer installer, Disk disk) throws IOException, InterruptedException {
        gear.faults().mayBreak("installer");
        return new Stimulus.Verdict(life, installer().ask(installer, disk));
    }

    Stimulus write(Stage.Installer installer, Stage.Order order)
            throws IOException, InterruptedException {
        Optional<Installer.Written> image = installer().write(installer, order);
        if (image.isEmpty()) {
            return new Stimulus.Verdict(life, new Stimulus.Told.Refused("not wanted any more"));
        }
        gear.faults().mayBreak("installer: the disk");
        ObjectNode summary =
                MarkerJson.JSON
                        .createObjectNode()
                        .put("image", order.image())
                        .put("sha256", order.sha256())
                        .put("bytes", image.get().bytes());
        image.get().kubelet().ifPresent(v -> summary.put("kubelet", v.toString()));
        Files.writeString(content(), summary.toPrettyString() + "\n");
        return new Stimulus.ImageWritten(life);
    }

    Stimulus written(Stage.Installer installer) throws IOException, InterruptedException {
        return reported(installer, "written", contentBytes());
    }

    /// A disk of the lab holds no more than what is said of it.
    Stimulus wipe(Stage.Installer installer) throws IOException, InterruptedException {
        if (!installer().wipe(installer)) {
            return new Stimulus.Verdict(life, new Stimulus.Told.Refused("not wanted any more"));
        }
        gear.faults().mayBreak("installer: the disk");
        Files.deleteIfExists(content());
        return new Stimulus.Emptied(life);
    }

    Stimulus wiped(Stage.Installer installer) throws IOException, InterruptedException {
        return reported(installer, "wiped", gear.build().drive().bytes());
    }

    private Stimulus reported(Stage.Installer installer, String now, long bytes)
            throws IOException, InterruptedException {
        Browser.Answer answer = installer().report(installer, now, bytes);
        if (answer.status() == 403) {
            return new Stimulus.Verdict(life, new Stimulus.Told.Refused(answer.text().strip()));
        }
        if (!answer.isGood()) {
            throw new IOException("installer: " + answer.brief());
        }
        return new Stimulus.Acknowledged(life);
    }

    private Path content() {
        return gear.folder().resolve(machine.name() + ".content.json");
    }

    private JsonNode summary() throws IOException {
        return MarkerJson.parse(Files.exists(content()) ? Files.readString(content()) : "{}");
    }

    private long contentBytes() throws IOException {
        return summary().path("bytes").asLong();
    }

    /// Which kubelet is on the disk.
    KubeVersion kubelet() throws IOException {
        JsonNode found = summary().path("kubelet");
        return found.isTextual() ? KubeVersion.parse(found.asText()) : gear.build().kubelet();
    }

    void failed(Stage.Installer installer, String because)
            throws IOException, InterruptedException {
        installer().failed(installer, because);
    }

    Stimulus seed(Disk.Seed seed, Optional<Marker> marker)
            throws IOException, InterruptedException {
        gear.faults().mayBreak("first boot");
        return switch (new FirstBoot(self(marker)).read(seed)) {
            case FirstBoot.Read.Understood(Disk.Personality self) ->
                    new Stimulus.SeedRead(life, self);
            case FirstBoot.Read.Useless(String because) -> new Stimulus.SeedUseless(life, because);
        };
    }

    private FirstBoot.Self self(Optional<Marker> marker) throws IOException {
        return new FirstBoot.Self(browser(), machine.mac(), marker);
    }

    /// As cloud-init does it: ten times, a while apart.
    void phoneHome(String url) throws IOException, InterruptedException {
        Optional<IOException> problem = Optional.empty();
        for (int i = 0; i < PHONE_TRIES; i++) {
            try {
                Browser.Answer answer =
                        browser()
                                .post(
                                        url,
                                        "application/x-www-form-urlencoded",
                                        "instance_id=" + machine.name());
                if (answer.isGood()) {
                    return;
                }
                problem = Optional.of(new IOException("phone home: " + answer.brief()));
            } catch (IOException e) {
                problem = Optional.of(e);
            }
            Thread.sleep(machine.speed().retry());
        }
        throw problem.orElseThrow();
    }

    /// The nonce for a join script, and the script for a kubelet's own token.
    Stimulus join(Disk.JoinCall call, Map<String, String> files)
            throws IOException, InterruptedException {
        gear.faults().mayBreak("join");
        String body = MarkerJson.JSON.createObjectNode().put("nonce", call.nonce()).toString();
        Browser.Answer answer = browser().postJson(call.url(), body);
        if (answer.status() == 403) {
            return new Stimulus.Unjoined(life, "join: " + answer.text().strip());
        }
        if (!answer.isGood()) {
            throw new IOException("join: " + answer.brief());
        }
        return run(answer.text(), files);
    }

    /// A bootstrap token is good once: a script that failed is not run again.
    Stimulus run(String script, Map<String, String> files) {
        try {
            return new Stimulus.Joined(
                    life,
                    Kubeadm.parse(script, files).run(address(), gear.supplies().planes()).text());
        } catch (IOException e) {
            return new Stimulus.Unjoined(life, String.valueOf(e.getMessage()));
        }
    }
}
