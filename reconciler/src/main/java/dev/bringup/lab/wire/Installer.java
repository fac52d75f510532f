package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Stimulus.Told;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The program that iPXE starts: says what is on the disk, does what it is told, and says how it
/// went.
final class Installer {

    /// The one disk of every machine of the rack, and how fast it takes what is written.
    record Drive(long bytes, long bytesPerSecond) {}

    /// A whole image.
    record Written(long bytes, Optional<KubeVersion> kubelet) {}

    private static final int TITLE = 100;
    private static final Pattern HOLDS =
            Pattern.compile("^bringup lab, [^\n]*, kubelet ([0-9.]+)\n");

    static final String DISK = "vda";

    private static final String HANDED_OVER = "installer";

    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

    private static final long WIPE_SECONDS = 2;

    private final Browser browser;
    private final Blueprint machine;
    private final Drive drive;
    private final InstantSource clock;

    Installer(Browser browser, Blueprint machine, Drive drive, InstantSource clock) {
        this.browser = browser;
        this.machine = machine;
        this.drive = drive;
        this.clock = clock;
    }

    Told ask(Stage.Installer told, Disk disk) throws IOException, InterruptedException {
        ObjectNode report = MarkerJson.JSON.createObjectNode();
        ObjectNode entry =
                report.putArray("disks")
                        .addObject()
                        .put("name", DISK)
                        .put("serial", machine.serial() + "-" + DISK)
                        .put("bytes", drive.bytes());
        switch (disk) {
            case Disk.Blank() -> entry.put("content", "blank");
            case Disk.Foreign() -> entry.put("content", "foreign");
            case Disk.Partial(Marker marker) -> entry.set("content", MarkerJson.write(marker));
            case Disk.Installed(Marker marker, _, _) ->
                    entry.set("content", MarkerJson.write(marker));
        }
        report.put("cpus", 4).put("memory", 8L << 30);
        boolean looks = told.config().isEmpty();
        if (looks) {
            inventory(report);
        }
        String where = looks ? told.report() : told.config() + "disks";
        Browser.Answer answer = browser.postJson(where, report.toString());
        if (answer.status() == 403) {
            return new Told.Refused(answer.text().strip());
        }
        if (!answer.isGood()) {
            throw new IOException("installer: " + answer.brief());
        }
        return verdict(MarkerJson.parse(answer.text()));
    }

    /// What beside its disk is built into it.
    private void inventory(ObjectNode report) {
        report.put("uuid", machine.uuid())
                .put("serial", machine.serial())
                .put("vendor", "Bringup")
                .put("product", "virtual machine")
                .putArray("cards")
                .addObject()
                .put("name", "eth0")
                .put("mac", machine.mac().text());
    }

    private static Told verdict(JsonNode json) throws IOException {
        return switch (MarkerJson.text(json, "do")) {
            case "write" ->
                    new Told.Write(
                            new Stage.Order(
                                    MarkerJson.text(json, "disk"),
                                    MarkerJson.text(json, "image"),
                                    MarkerJson.text(json, "sha256"),
                                    MarkerJson.text(json, "format"),
                                    MarkerJson.read(json.path("marker")),
                                    seed(json)));
            case "handover" ->
                    new Told.Write(
                            new Stage.Order(
                                    MarkerJson.text(json, "disk"),
                                    MarkerJson.text(json, "kernel"),
                                    MarkerJson.text(json, "sha256"),
                                    HANDED_OVER,
                                    MarkerJson.read(json.path("marker")),
                                    new Disk.Seed(
                                            MarkerJson.text(json, "seed"), Payload.Kind.SCRIPT)));
            case "wipe" -> wipe(json);
            case "off" -> new Told.Off();
            case "boot" ->
                    new Told.Boot(json.has("seed") ? Optional.of(seed(json)) : Optional.empty());
            case "wait" -> new Told.Wait(Duration.ofSeconds(json.path("seconds").asLong(5)));
            default -> throw new IOException("installer: what is '" + json.path("do") + "'?");
        };
    }

    private static Told wipe(JsonNode json) throws IOException {
        if (!MarkerJson.text(json, "disks").equals(DISK)) {
            throw new IOException("installer: there are no disks " + json.path("disks"));
        }
        return new Told.Wipe(MarkerJson.read(json.path("marker")));
    }

    /// Takes as long as zeros over a small part of the disk do. False when it was not wanted.
    boolean wipe(Stage.Installer told) throws InterruptedException {
        long step = drive.bytesPerSecond();
        for (long done = 0; done < WIPE_SECONDS * step; done += step) {
            if (!isWanted(told, done)) {
                return false;
            }
            Thread.sleep(REPORT_EVERY);
        }
        return true;
    }

    private static Disk.Seed seed(JsonNode json) throws IOException {
        Payload.Kind kind =
                switch (MarkerJson.text(json, "payload")) {
                    case "cloudInit" -> Payload.Kind.CLOUD_INIT;
                    case "ignition" -> Payload.Kind.IGNITION;
                    case "talos" -> Payload.Kind.TALOS;
                    case "script", "handedOver" -> Payload.Kind.SCRIPT;
                    default ->
                            throw new IOException(
                                    "installer: what is '" + json.path("payload") + "'?");
                };
        return new Disk.Seed(MarkerJson.text(json, "seed"), kind);
    }

    /// Streams the image at the disk's speed and checks it. Returns what is on the disk then;
    /// nothing when it was not wanted any more.
    Optional<Written> write(Stage.Installer told, Stage.Order order)
            throws IOException, InterruptedException {
        if (!order.disk().equals(DISK)) {
            throw new IOException("installer: there is no disk " + order.disk());
        }
        Optional<Written> written =
                browser.stream(
                        order.image(),
                        response -> {
                            if (response.status() != 200) {
                                throw new IOException(
                                        "installer: " + order.image() + ": " + response.status());
                            }
                            return copy(response.body(), told, order);
                        });
        if (order.format().equals(HANDED_OVER)) {
            for (String script : List.of("target", "finish")) {
                Browser.Answer answer = browser.get(order.seed().url() + script);
                if (!answer.isGood()) {
                    throw new IOException("installer: " + script + ": " + answer.brief());
                }
            }
        }
        return written;
    }

    private Optional<Written> copy(InputStream body, Stage.Installer told, Stage.Order order)
            throws IOException, InterruptedException {
        InputStream image = new BufferedInputStream(body);
        Optional<KubeVersion> kubelet = kubelet(image);
        MessageDigest digest = sha256();
        byte[] buffer = new byte[256 << 10];
        Instant start = clock.instant();
        Instant report = start;
        long written = 0;
        for (int n = image.read(buffer); n >= 0; n = image.read(buffer)) {
            digest.update(buffer, 0, n);
            written += n;
            if (!clock.instant().isBefore(report)) {
                if (!isWanted(told, written)) {
                    return Optional.empty();
                }
                report = clock.instant().plus(REPORT_EVERY);
            }
            Instant due = start.plusMillis(written * 1000 / drive.bytesPerSecond());
            Duration ahead = Duration.between(clock.instant(), due);
            if (ahead.isPositive()) {
                Thread.sleep(ahead);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(order.sha256())) {
            throw new IOException(
                    "installer: the image's digest is %s, not %s".formatted(found, order.sha256()));
        }
        return Optional.of(new Written(written, kubelet));
    }

    /// What an image of the lab says of itself in its first line.
    private static Optional<KubeVersion> kubelet(InputStream image) throws IOException {
        image.mark(TITLE);
        String start = new String(image.readNBytes(TITLE), StandardCharsets.ISO_8859_1);
        image.reset();
        Matcher title = HOLDS.matcher(start);
        return title.find() ? Optional.of(KubeVersion.parse(title.group(1))) : Optional.empty();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// A report that is lost loses nothing.
    private boolean isWanted(Stage.Installer told, long bytes) throws InterruptedException {
        try {
            return report(told, "writing", bytes).status() != 403;
        } catch (IOException _) {
            return true; // the next one says more
        }
    }

    void failed(Stage.Installer told, String because) throws IOException, InterruptedException {
        ObjectNode body =
                MarkerJson.JSON
                        .createObjectNode()
                        .put("now", "failed")
                        .put("bytes", 0)
                        .put("because", because);
        Browser.Answer _ = browser.postJson(told.report() + "progress", body.toString());
    }

    Browser.Answer report(Stage.Installer told, String now, long bytes)
            throws IOException, InterruptedException {
        ObjectNode body = MarkerJson.JSON.createObjectNode().put("now", now).put("bytes", bytes);
        return browser.postJson(told.report() + "progress", body.toString());
    }
}
