package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Machines that were asked to be installed anew, until each has ended, a line for each thing that
/// happens.
final class Followed {

    private static final String ATTEMPTS = "/api/v1/attempts?limit=5000";
    private static final Set<String> MEANT = Set.of("install", "reimage", "reboot");

    private final Caller caller;
    private final List<String> machines;
    private final PrintStream out;

    /// Attempts that were there before.
    private final Set<String> old = new HashSet<>();

    /// The last line of each machine that did not repeat itself.
    private final Map<String, String> waits = new HashMap<>();

    private final Map<String, Integer> phases = new HashMap<>();
    private boolean away;

    Followed(Caller caller, List<String> machines, PrintStream out) {
        this.caller = caller;
        this.machines = machines;
        this.out = out;
    }

    void begin() throws Failure {
        caller.read(ATTEMPTS).forEach(a -> old.add(a.path("id").asText()));
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /// The attempts that ended, by their machines. A reconciler that restarts is waited for.
    Map<String, JsonNode> until(String commit, Instant end, InstantSource clock) throws Failure {
        Map<String, JsonNode> runs = new TreeMap<>();
        boolean goesOn = true;
        try (Doorbell bell = Doorbell.of(caller)) {
            while (goesOn && runs.size() < machines.size() && clock.instant().isBefore(end)) {
                try {
                    look(commit, runs);
                    away = false;
                } catch (Failure e) {
                    if (e.exitCode() != Exit.WORLD_UNREACHABLE) {
                        throw e;
                    }
                    if (!away) {
                        say(e.getMessage() + "; still waiting");
                    }
                    away = true;
                }
                goesOn =
                        runs.size() == machines.size()
                                || bell.isHeard(Duration.between(clock.instant(), end));
            }
        }
        if (!goesOn) {
            return runs;
        }
        machines.stream()
                .filter(m -> !runs.containsKey(m))
                .forEach(m -> say(m + ": not yet, and the time is over"));
        return runs;
    }

    private void look(String commit, Map<String, JsonNode> runs) throws Failure {
        JsonNode rejected = caller.read("/api/v1/status").path("rejected");
        if (rejected.at("/commit/id").asText().equals(commit)) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "the commit is rejected\n"
                            + Printed.stream(rejected.path("problems"))
                                    .map(p -> p.path("rendered").asText())
                                    .collect(Collectors.joining("\n")));
        }
        Set<String> begun = new HashSet<>();
        for (JsonNode attempt : caller.read(ATTEMPTS)) {
            String machine = attempt.path("machine").asText();
            if (machines.contains(machine)
                    && !runs.containsKey(machine)
                    && !old.contains(attempt.path("id").asText())
                    && MEANT.contains(attempt.at("/opening/goal").asText())
                    && begun.add(machine)) {
                follow(machine, attempt, runs);
            }
        }
        for (JsonNode machine : caller.read("/api/v1/machines")) {
            String name = machine.path("name").asText();
            if (machines.contains(name) && !runs.containsKey(name)) {
                held(name, machine.path("outlook"));
            }
        }
    }

    private void follow(String machine, JsonNode attempt, Map<String, JsonNode> runs) {
        String id = attempt.path("id").asText();
        int seen = phases.getOrDefault(id, 0);
        List<JsonNode> all = Printed.stream(attempt.path("phases")).toList();
        for (JsonNode phase : all.subList(seen, all.size())) {
            say(
                    "%s: %s took %s"
                            .formatted(
                                    machine,
                                    phase.path("phase").asText(),
                                    Printed.seconds(phase.path("seconds"))));
        }
        phases.put(id, all.size());
        JsonNode end = attempt.path("end");
        switch (end.path("ending").asText("open")) {
            case "done" -> {
                say("%s: cycle time %s".formatted(machine, Printed.seconds(end.path("seconds"))));
                runs.put(machine, attempt);
            }
            case "failed" -> {
                say(machine + ": failed: " + end.path("because").asText());
                runs.put(machine, attempt);
            }
            // Another attempt follows the one that a later commit superseded.
            default -> {}
        }
    }

    private void held(String machine, JsonNode outlook) {
        if (outlook.has("held")) {
            String why =
                    "%s: %s is held by %s: %s"
                            .formatted(
                                    machine,
                                    outlook.at("/held/verb").asText(),
                                    outlook.at("/held/rail").asText(),
                                    outlook.at("/held/because").asText());
            if (!why.equals(waits.put(machine, why))) {
                say(why);
            }
        }
    }
}
