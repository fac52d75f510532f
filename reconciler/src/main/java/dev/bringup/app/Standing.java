package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.StatusOptions;
import dev.bringup.view.PlanText.Ink;
import dev.bringup.view.PlanText.Screen;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// `bringup status`: one look, or one after the other.
record Standing(StatusOptions options, Screen screen, PrintStream out) {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";
    private static final Set<String> GOOD = Set.of("ready", "asleep", "released");
    private static final Set<String> BAD = Set.of("stopped", "notReady");
    private static final Set<String> IDLE = Set.of("off", "unknown", "maintenance");

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        String shown = told(caller);
        out.print(shown);
        out.flush();
        if (options.watch) {
            watch(caller, shown);
        }
        return Exit.FINE;
    }

    private void watch(Caller caller, String first) throws Failure {
        String shown = first;
        try (Doorbell bell = Doorbell.of(caller)) {
            while (bell.isHeard()) {
                String next = told(caller);
                if (!next.equals(shown)) {
                    out.print(screen.ink() == Ink.COLOUR ? HOME_AND_CLEAR + next : "\n" + next);
                    out.flush();
                    shown = next;
                }
            }
        }
    }

    private String told(Caller caller) throws Failure {
        ObjectNode all = new ObjectMapper().createObjectNode();
        all.set("status", caller.read("/api/v1/status"));
        all.set("machines", caller.read("/api/v1/machines"));
        all.set("held", caller.read("/api/v1/held"));
        return switch (options.output) {
            case JSON -> all + "\n";
            case YAML -> Printed.yaml(all);
            case TABLE -> table(all);
        };
    }

    private String table(JsonNode all) {
        List<String> lines = new ArrayList<>(head(all.path("status")));
        List<JsonNode> machines = Printed.stream(all.path("machines")).toList();
        lines.add(
                Table.cut(
                        "%d machine%s%s"
                                .formatted(
                                        machines.size(),
                                        machines.size() == 1 ? "" : "s",
                                        machines.isEmpty() ? "" : ": " + states(machines)),
                        screen.columns()));
        Queue.of(all.path("held"), all.at("/status/at")).ifPresent(lines::add);
        if (!machines.isEmpty()) {
            lines.add("");
            lines.addAll(
                    new Table(
                                    List.of("MACHINE", "STATE", "PROFILE", "IMAGE", "SEEN", "NEXT"),
                                    machines.stream().map(Standing::row).toList())
                            .lines(screen));
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> head(JsonNode status) {
        List<String> lines = new ArrayList<>();
        JsonNode commit = status.path("commit");
        lines.add(
                commit.isMissingNode()
                        ? "no commit is in force"
                        : "cluster %s at %s: %s (%s)"
                                .formatted(
                                        status.path("cluster").asText(),
                                        commit.path("brief").asText(),
                                        commit.path("subject").asText(),
                                        commit.path("author").asText()));
        if (status.has("suspended")) {
            lines.add("suspended: " + status.at("/suspended/reason").asText());
        }
        if (status.has("git")) {
            lines.add("Git cannot be used: " + status.path("git").asText());
        }
        JsonNode rejected = status.path("rejected");
        if (!rejected.isMissingNode()) {
            lines.add("commit " + rejected.at("/commit/brief").asText() + " is rejected:");
            Printed.stream(rejected.path("problems"))
                    .map(p -> p.path("rendered").asText().stripTrailing())
                    .forEach(lines::add);
        }
        return lines;
    }

    private static String states(List<JsonNode> machines) {
        Map<String, Long> states =
                machines.stream()
                        .collect(
                                Collectors.groupingBy(
                                        m -> m.path("state").asText(),
                                        TreeMap::new,
                                        Collectors.counting()));
        long held = machines.stream().filter(m -> m.path("outlook").has("held")).count();
        String text =
                states.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .collect(Collectors.joining(", "));
        return held == 0 ? text : text + "; " + held + " held";
    }

    private static Table.Row row(JsonNode machine) {
        String state = machine.path("state").asText();
        JsonNode known = machine.path("known");
        String seen = known.path("node").asText(known.path("power").asText("-"));
        return new Table.Row(
                tone(state),
                List.of(
                        machine.path("name").asText(),
                        state,
                        machine.at("/wanted/profile").asText(),
                        machine.at("/wanted/image").asText(),
                        seen,
                        next(machine.path("outlook"))));
    }

    private static String next(JsonNode outlook) {
        String next = outlook.path("next").asText();
        return outlook.has("held") ? next + ": " + outlook.at("/held/because").asText() : next;
    }

    private static Table.Tone tone(String state) {
        if (GOOD.contains(state)) {
            return Table.Tone.GOOD;
        }
        return BAD.contains(state)
                ? Table.Tone.BAD
                : IDLE.contains(state) ? Table.Tone.PLAIN : Table.Tone.BUSY;
    }
}
