package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import dev.bringup.model.Power;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of a machine survives the lab itself: its power, its disk, its boot order. Replaced as a
/// whole, so that a crash leaves the old or the new.
record MachineFile(Path file) {

    void save(Machine machine) throws IOException {
        ObjectNode json =
                MarkerJson.JSON
                        .createObjectNode()
                        .put("life", machine.life())
                        .put("power", machine.power().name());
        machine.once().ifPresent(once -> json.put("nextBoot", once.name()));
        json.set("disk", disk(machine.disk()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        ByteBuffer bytes =
                ByteBuffer.wrap((json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// As it was kept, or as it was built.
    Machine load(Blueprint blueprint) throws IOException {
        if (!Files.exists(file)) {
            return Machine.blank(blueprint);
        }
        try {
            JsonNode json = MarkerJson.parse(Files.readString(file));
            Optional<Stimulus.Boot> once =
                    json.has("nextBoot")
                            ? Optional.of(Stimulus.Boot.valueOf(MarkerJson.text(json, "nextBoot")))
                            : Optional.empty();
            Machine kept =
                    new Machine(
                            blueprint,
                            json.path("life").asLong(),
                            new Stage.Off(),
                            disk(json.path("disk")),
                            once);
            return kept.restored(Power.valueOf(MarkerJson.text(json, "power")));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "%s cannot be read (delete it to get a blank machine): %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static ObjectNode disk(Disk disk) {
        ObjectNode json = MarkerJson.JSON.createObjectNode();
        switch (disk) {
            case Disk.Blank() -> json.put("content", "blank");
            case Disk.Foreign() -> json.put("content", "foreign");
            case Disk.Partial(Marker marker) -> {
                json.put("content", "partial");
                json.set("marker", MarkerJson.write(marker));
            }
            case Disk.Installed(Marker marker, Disk.Seed seed, Optional<Disk.Settled> settled) -> {
                json.put("content", "installed");
                json.set("marker", MarkerJson.write(marker));
                json.putObject("seed").put("url", seed.url()).put("kind", seed.kind().name());
                settled.ifPresent(s -> json.set("settled", settled(s)));
            }
        }
        return json;
    }

    private static ObjectNode settled(Disk.Settled settled) {
        Disk.Personality self = settled.self();
        ObjectNode json =
                MarkerJson.JSON
                        .createObjectNode()
                        .put("hostname", self.hostname())
                        .put("hostKey", self.hostKey());
        switch (self.join()) {
            case Disk.JoinCall(String url, String nonce) ->
                    json.put("joinUrl", url).put("nonce", nonce);
            case Disk.JoinAtOnce(String script) -> json.put("joinScript", script);
        }
        self.authorizedKeys().forEach(json.putArray("authorizedKeys")::add);
        json.set("marker", MarkerJson.write(self.marker()));
        self.phoneHome().ifPresent(url -> json.put("phoneHome", url));
        self.hostCertificate().ifPresent(line -> json.put("hostCertificate", line));
        settled.nodeToken().ifPresent(token -> json.put("kubelet", token));
        return json;
    }

    private static Disk disk(JsonNode json) throws IOException {
        return switch (MarkerJson.text(json, "content")) {
            case "blank" -> new Disk.Blank();
            case "foreign" -> new Disk.Foreign();
            case "partial" -> new Disk.Partial(MarkerJson.read(json.path("marker")));
            case "installed" -> {
                JsonNode seed = json.path("seed");
                yield new Disk.Installed(
                        MarkerJson.read(json.path("marker")),
                        new Disk.Seed(
                                MarkerJson.text(seed, "url"),
                                Payload.Kind.valueOf(MarkerJson.text(seed, "kind"))),
                        json.has("settled")
                                ? Optional.of(settled(json.path("settled")))
                                : Optional.empty());
            }
            default -> throw new IOException("unknown content " + json.path("content"));
        };
    }

    private static Disk.Settled settled(JsonNode json) throws IOException {
        List<String> keys = new ArrayList<>();
        json.path("authorizedKeys").forEach(key -> keys.add(key.asText()));
        Disk.Personality self =
                new Disk.Personality(
                        MarkerJson.text(json, "hostname"),
                        MarkerJson.text(json, "hostKey"),
                        keys,
                        MarkerJson.read(json.path("marker")),
                        joins(json),
                        optional(json, "phoneHome"),
                        optional(json, "hostCertificate"));
        return new Disk.Settled(self, optional(json, "kubelet"));
    }

    private static Disk.Joins joins(JsonNode json) throws IOException {
        return json.has("joinScript")
                ? new Disk.JoinAtOnce(MarkerJson.text(json, "joinScript"))
                : new Disk.JoinCall(
                        MarkerJson.text(json, "joinUrl"), MarkerJson.text(json, "nonce"));
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return Optional.ofNullable(json.path(field).textValue());
    }
}
