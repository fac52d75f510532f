package dev.bringup.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.EventsOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.view.PlanText.Ink;
import dev.bringup.view.PlanText.Screen;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;

/// `bringup events`: what is remembered, and with `-f` what happens next.
record Happenings(EventsOptions options, Screen screen, PrintStream out) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data: ";
    private static final String CHANGED = "event: changed";
    private static final long AGAIN = 1000;

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        AtomicLong last = new AtomicLong();
        read(caller, last);
        while (options.follow && waited()) {
            try {
                read(caller, last);
            } catch (Failure e) {
                // It restarts; whoever follows wants what it says then.
                if (e.exitCode() != Exit.WORLD_UNREACHABLE) {
                    throw e;
                }
            }
        }
        return Exit.FINE;
    }

    private static boolean waited() {
        try {
            Thread.sleep(AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Behind what is remembered comes the first word that something changed.
    private void read(Caller caller, AtomicLong last) throws Failure {
        caller.lines(
                "/api/v1/events?after=" + last,
                line -> {
                    if (line.startsWith("id: ")) {
                        last.set(Long.parseLong(line.substring(4)));
                    } else if (line.startsWith(DATA) && line.length() > "data: {}".length()) {
                        print(line.substring(DATA.length()));
                    }
                    return options.follow || !line.equals(CHANGED);
                });
    }

    private void print(String json) {
        try {
            JsonNode event = JSON.readTree(json);
            String machine = event.path("machine").asText("");
            if (options.machine.isEmpty() || options.machine.equals(machine)) {
                out.println(options.output == Output.JSON ? json : line(event, machine));
                out.flush();
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no event: " + json, e);
        }
    }

    private String line(JsonNode event, String machine) {
        String text =
                "%s  %-14s  %s"
                        .formatted(
                                Printed.time(event.path("at")),
                                machine,
                                event.path("text").asText());
        if (screen.ink() == Ink.PLAIN) {
            return text;
        }
        return switch (event.path("tone").asText()) {
            case "bad" -> "\u001b[31m" + text + "\u001b[0m";
            case "good" -> "\u001b[32m" + text + "\u001b[0m";
            default -> text;
        };
    }
}
