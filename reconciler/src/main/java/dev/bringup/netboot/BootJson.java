package dev.bringup.netboot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.AttemptId;
import dev.bringup.model.BootRequest;
import dev.bringup.model.CommitId;
import dev.bringup.model.Discovered;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Identity;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.Marker;
import dev.bringup.model.Match;
import dev.bringup.model.PermitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The JSON that installers and installed systems speak. What cannot be read is an
/// [IllegalArgumentException] that says what is wrong with it.
final class BootJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_DISKS = 256;
    private static final int MOST_CARDS = 64;
    private static final int LONGEST_REASON = 300;

    private BootJson() {}

    static BootRequest.Disks disks(PermitId permit, Ip4 from, String body) {
        JsonNode said = object(body);
        // An installer from before it said so is served as before.
        Match.Box box =
                new Match.Box(
                        Optional.empty(),
                        Optional.empty(),
                        count(said, "memory"),
                        count(said, "cpus").map(n -> (int) Math.min(n, Integer.MAX_VALUE)));
        return new BootRequest.Disks(permit, from, disks(body), box);
    }

    private static Optional<Long> count(JsonNode node, String field) {
        return node.has(field) ? Optional.of(number(node, field)) : Optional.empty();
    }

    private static List<BootRequest.Disk> disks(String body) {
        JsonNode list = object(body).path("disks");
        if (!list.isArray() || list.size() > MOST_DISKS) {
            throw new IllegalArgumentException(
                    "\"disks\" is not a list of at most " + MOST_DISKS + " disks");
        }
        List<BootRequest.Disk> disks = new ArrayList<>();
        for (JsonNode disk : list) {
            Optional<String> wwn =
                    Optional.of(disk.path("wwn").asText("")).filter(w -> !w.isEmpty());
            disks.add(
                    new BootRequest.Disk(
                            text(disk, "name"),
                            disk.path("serial").asText(""),
                            wwn,
                            number(disk, "bytes"),
                            content(disk.path("content"))));
        }
        return disks;
    }

    private static BootRequest.Content content(JsonNode content) {
        if (content.isObject()) {
            return new BootRequest.Content.Marked(marker(content));
        }
        return switch (content.asText()) {
            case "blank" -> new BootRequest.Content.Blank();
            case "foreign" -> new BootRequest.Content.Foreign();
            default ->
                    throw new IllegalArgumentException(
                            "\"content\" is blank, foreign or a marker, not " + content);
        };
    }

    static BootRequest.Inspection inspection(PermitId ticket, Ip4 from, String body) {
        JsonNode found = object(body);
        JsonNode list = found.path("cards");
        if (!list.isArray() || list.size() > MOST_CARDS) {
            throw new IllegalArgumentException(
                    "\"cards\" is not a list of at most " + MOST_CARDS + " cards");
        }
        List<Discovered.Card> cards = new ArrayList<>();
        for (JsonNode card : list) {
            cards.add(new Discovered.Card(text(card, "name"), Mac.parse(text(card, "mac"))));
        }
        return new BootRequest.Inspection(
                ticket,
                from,
                new Identity(said(found, "uuid"), said(found, "serial")),
                new Discovered.Inventory(
                        said(found, "vendor").orElse("unknown"),
                        said(found, "product").orElse("unknown"),
                        Math.toIntExact(Math.min(number(found, "cpus"), Integer.MAX_VALUE)),
                        number(found, "memory"),
                        cards,
                        disks(body)));
    }

    private static Optional<String> said(JsonNode node, String field) {
        return Optional.of(line(node.path(field).asText("").strip()))
                .filter(text -> !text.isEmpty());
    }

    static BootRequest.Progress progress(PermitId permit, Ip4 from, String body) {
        JsonNode report = object(body);
        BootRequest.Installing now =
                switch (text(report, "now")) {
                    case "writing" -> BootRequest.Installing.WRITING;
                    case "written" -> BootRequest.Installing.WRITTEN;
                    case "wiped" -> BootRequest.Installing.WIPED;
                    case "failed" -> BootRequest.Installing.FAILED;
                    default ->
                            throw new IllegalArgumentException(
                                    "\"now\" is writing, written, wiped or failed");
                };
        Optional<String> because =
                Optional.of(report.path("because").asText("").strip())
                        .filter(text -> !text.isEmpty())
                        .map(BootJson::line);
        return new BootRequest.Progress(permit, from, now, number(report, "bytes"), because);
    }

    /// What a machine says goes into logs and onto consoles: one line, and not a long one.
    private static String line(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= LONGEST_REASON ? plain : plain.substring(0, LONGEST_REASON);
    }

    static String nonce(String body) {
        return text(object(body), "nonce");
    }

    static Marker marker(JsonNode marker) {
        String state = text(marker, "state").toUpperCase(Locale.ROOT);
        return new Marker(
                new MachineId(text(marker, "machine")),
                new AttemptId(text(marker, "attempt")),
                new CommitId(text(marker, "commit")),
                new Fingerprint(text(marker, "fingerprint")),
                Marker.State.valueOf(state));
    }

    static ObjectNode marker(Marker marker) {
        return JSON.createObjectNode()
                .put("machine", marker.machine().name())
                .put("attempt", marker.attempt().text())
                .put("commit", marker.commit().hex())
                .put("fingerprint", marker.fingerprint().text())
                .put("state", marker.state().name().toLowerCase(Locale.ROOT));
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static JsonNode object(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
            throw new IllegalArgumentException("the body is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the body is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + field + "\" is missing, or not text");
        }
        return value.textValue();
    }

    private static long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException("\"" + field + "\" is missing, or not a count");
        }
        return value.longValue();
    }
}
