package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.DiscoveredOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.view.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `bringup discovered`: what a running reconciler found of machines that are not in Git.
record Discovery(DiscoveredOptions options, PrintStream out) {

    private static final String ROW = "%-17s  %-24s  %-16s  %4s  %8s  %s%n";

    /// What firmware says when nobody told it anything.
    private static final Set<String> NAMELESS =
            Set.of(
                    "unknown",
                    "none",
                    "default string",
                    "not specified",
                    "to be filled by o.e.m.",
                    "system serial number",
                    "0123456789",
                    "0");

    int run() throws Failure {
        List<JsonNode> found =
                options.what.isEmpty()
                        ? all(options.daemon.server)
                        : List.of(one(options.daemon.server, options.what));
        switch (options.yaml ? DiscoveredOptions.Form.YAML : options.output) {
            case JSON -> out.println(found);
            case YAML -> found.forEach(this::yaml);
            case TEXT -> table(found);
        }
        return Exit.FINE;
    }

    static List<JsonNode> all(String server) throws Failure {
        if (server.isEmpty()) {
            throw new Failure(
                    Exit.WRONG_INPUT, "say which reconciler: --server URL or BRINGUP_SERVER");
        }
        List<JsonNode> found = new ArrayList<>();
        new Caller(server).read("/api/v1/discovered").forEach(found::add);
        return found;
    }

    /// By its MAC address, in whatever spelling, or its serial number.
    static JsonNode one(String server, String what) throws Failure {
        List<JsonNode> found = all(server);
        String bare = bare(what);
        List<JsonNode> fit =
                found.stream()
                        .filter(m ->
                                bare(m.path("mac").asText()).equals(bare)
                                        || m.path("board").path("serial").asText().equals(what))
                        .toList();
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        throw new Failure(
                Exit.WRONG_INPUT,
                fit.isEmpty()
                        ? "no machine '%s' was discovered; there %s"
                                .formatted(what, found.size() == 1 ? "is 1" : "are " + found.size())
                        : "%d machines have the serial number '%s': name one by its MAC address"
                                .formatted(fit.size(), what));
    }

    private static String bare(String mac) {
        return mac.replaceAll("[-:.]", "").toLowerCase(Locale.ROOT);
    }

    private void table(List<JsonNode> found) {
        if (found.isEmpty()) {
            out.println(
                    "no machine was discovered; is policy.strangers set to inspect, and did one"
                            + " netboot?");
            return;
        }
        out.printf(ROW, "MAC", "BOARD", "SERIAL", "CPUS", "MEMORY", "DISKS");
        for (JsonNode machine : found) {
            List<String> disks = new ArrayList<>();
            machine.path("disks")
                    .forEach(d ->
                            disks.add(
                                    "%s %s %s"
                                            .formatted(
                                                    d.path("name").asText(),
                                                    size(d.path("bytes").asLong()),
                                                    d.path("content").asText())));
            JsonNode board = machine.path("board");
            out.printf(
                    ROW,
                    machine.path("mac").asText(),
                    board.path("vendor").asText() + " " + board.path("product").asText(),
                    board.path("serial").asText("-"),
                    machine.path("cpus").asText(),
                    size(machine.path("memoryBytes").asLong()),
                    String.join(", ", disks));
        }
    }

    /// As disks and memory are sold.
    private static String size(long bytes) {
        return bytes < 10L << 30
                ? (bytes >> 20) + " MiB"
                : bytes < 10L << 40 ? (bytes >> 30) + " GiB" : (bytes >> 40) + " TiB";
    }

    private void yaml(JsonNode machine) {
        String mac = bare(machine.path("mac").asText());
        out.print(
                machine(machine, "machine-" + mac.substring(6), "CHOOSE", "CHOOSE")
                                .replace("CHOOSE", "choose # one that fits")
                        + "---\n");
    }

    /// A Machine as a file of a state repository. What firmware does not know is left out.
    static String machine(JsonNode found, String name, String profile, String ip) {
        StringBuilder text = new StringBuilder();
        text.append("apiVersion: bringup.dev/v1\nkind: Machine\nmetadata:\n  name: ")
                .append(name)
                .append("\nspec:\n  macAddress: ")
                .append(found.path("mac").asText())
                .append("\n  ipAddress: ")
                .append(ip)
                .append('\n');
        List<String> identity = new ArrayList<>();
        named(found, "uuid").ifPresent(uuid -> identity.add("uuid: " + uuid));
        named(found, "serial").ifPresent(serial -> identity.add("serial: " + Json.of(serial)));
        if (!identity.isEmpty()) {
            text.append("  identity: {").append(String.join(", ", identity)).append("}\n");
        }
        return text.append("  profile: ")
                .append(profile)
                .append("\n  power: [{wol: {}}, {ssh: {}}]\n")
                .toString();
    }

    private static Optional<String> named(JsonNode found, String what) {
        String text = found.path("board").path(what).asText("");
        boolean nobody =
                text.isEmpty()
                        || NAMELESS.contains(text.toLowerCase(Locale.ROOT))
                        || text.matches("[-0]+|[-fF]+");
        return nobody ? Optional.empty() : Optional.of(text);
    }
}
