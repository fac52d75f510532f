package dev.bringup.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RehearseOptions;
import dev.bringup.lab.sim.Rehearsal;
import dev.bringup.model.MachineId;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.port.Note;
import dev.bringup.view.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// `bringup rehearse`: a change on a rack that is not there.
final class Rehearsing {

    private static final int MOST_FAULTS = 200;
    private static final MachineId ANYBODY = new MachineId("anybody");

    private final RehearseOptions options;
    private final PrintStream out;
    private final ArrayNode timeline = JsonNodeFactory.instance.arrayNode();
    private final Optional<Double> speed;
    private Duration shown = Duration.ZERO;

    Rehearsing(RehearseOptions options, PrintStream out) throws Failure {
        this.options = options;
        this.out = out;
        speed = speed(options.speed);
        if (options.faults < 0 || options.faults > MOST_FAULTS) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--faults is 0 to %d of a thousand, not %d"
                            .formatted(MOST_FAULTS, options.faults));
        }
    }

    private static Optional<Double> speed(String text) throws Failure {
        if (text.equals("max")) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,3})?") || Double.parseDouble(text) == 0) {
            throw new Failure(
                    Exit.WRONG_INPUT, "--speed is a number like 60, or max, not '" + text + "'");
        }
        return Optional.of(Double.parseDouble(text));
    }

    int run(Instant now) throws Failure {
        Comparison sides = Comparison.of(options.range.path, options.range.from, options.range.to);
        if (options.output == Output.TEXT) {
            out.printf(
                    "%s: %s -> %s on a virtual rack, seed %d, faults %d of 1000%n",
                    sides.range().cluster(),
                    sides.range().from(),
                    sides.range().to(),
                    options.seed,
                    options.faults);
        }
        Rehearsal[] self = new Rehearsal[1];
        self[0] =
                new Rehearsal(
                        new Rehearsal.Setup(
                                sides.before().desired(),
                                sides.after().desired(),
                                now,
                                options.faults,
                                options.within),
                        new SplittableRandom(options.seed),
                        note -> heard(self[0].since(note), note));
        Rehearsal.Outcome outcome = self[0].run();
        switch (options.output) {
            case TEXT -> text(outcome, self[0]);
            case JSON -> out.println(json(outcome).toPrettyString());
        }
        return outcome.arrived() ? Exit.FINE : Exit.NOT_THERE_YET;
    }

    private void heard(Duration at, Note note) {
        Lines.text(note)
                .ifPresent(line -> {
                    pace(at);
                    switch (options.output) {
                        case TEXT -> out.printf("%10s  %s%n", clock(at), line);
                        case JSON ->
                                timeline.addObject()
                                        .put("seconds", at.toMillis() / 1000.0)
                                        .put("text", line);
                    }
                });
    }

    private void pace(Duration at) {
        Duration step = at.minus(shown);
        shown = at;
        if (speed.isPresent() && step.isPositive()) {
            try {
                Thread.sleep(Duration.ofMillis((long) (step.toMillis() / speed.get())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// `03:05`, `1:02:03`, `2d 04:00:00`.
    private static String clock(Duration at) {
        String hours =
                at.toHours() == 0
                        ? ""
                        : (at.toDays() > 0 ? "%dd %02d:" : "%2$d:")
                                .formatted(at.toDays(), at.toHoursPart());
        return hours + "%02d:%02d".formatted(at.toMinutesPart(), at.toSecondsPart());
    }

    private void text(Rehearsal.Outcome outcome, Rehearsal rehearsal) {
        out.println();
        held(outcome.held()).forEach(out::println);
        if (outcome.violation().isPresent()) {
            out.printf(
                    "WRONG: %s%nThis must never happen; it is a fault of Bringup's. The same seed"
                            + " shows it again.%n",
                    outcome.violation().get());
        } else if (outcome.arrived()) {
            out.println("It ends as Git asks for, after " + Words.of(outcome.took()) + ".");
        } else {
            out.printf(
                    "It has not ended as Git asks for after %s. Held still:%n",
                    Words.of(outcome.took()));
            Map<Plan.Held, Set<String>> left = new LinkedHashMap<>();
            rehearsal
                    .left()
                    .forEach(each ->
                            left.computeIfAbsent(alike(each), _ -> new TreeSet<>())
                                    .add(each.machine().name()));
            left.forEach((what, who) -> out.println("  " + words(what, who)));
            if (rehearsal.left().stream().anyMatch(each -> each.rail() == Rail.R15)) {
                out.println("  To let it pass: bringup approve");
            }
        }
    }

    /// One line for machines that are held alike, with the longest time of any of them.
    private static List<String> held(List<Rehearsal.Held> all) {
        Map<Plan.Held, Set<String>> who = new LinkedHashMap<>();
        Map<Plan.Held, Duration> longest = new LinkedHashMap<>();
        for (Rehearsal.Held each : all) {
            if (each.time().compareTo(Duration.ofSeconds(1)) >= 0) {
                Plan.Held what = alike(each.what());
                who.computeIfAbsent(what, _ -> new TreeSet<>()).add(each.what().machine().name());
                longest.merge(what, each.time(), (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        }
        return longest.entrySet().stream()
                .map(each ->
                        "held for %s: %s"
                                .formatted(
                                        Words.of(each.getValue()),
                                        words(
                                                each.getKey(),
                                                who.getOrDefault(each.getKey(), Set.of()))))
                .toList();
    }

    private static Plan.Held alike(Plan.Held held) {
        return new Plan.Held(ANYBODY, held.verb(), held.rail(), held.because());
    }

    private static String words(Plan.Held held, Set<String> machines) {
        return "%s of %s by %s: %s"
                .formatted(held.verb(), String.join(", ", machines), held.rail(), held.because());
    }

    private ObjectNode json(Rehearsal.Outcome outcome) {
        ObjectNode all =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("seed", options.seed)
                        .put("faults", options.faults)
                        .put("arrived", outcome.arrived())
                        .put("seconds", outcome.took().toMillis() / 1000.0);
        outcome.violation().ifPresent(wrong -> all.put("violation", wrong));
        ArrayNode held = all.putArray("held");
        outcome.held()
                .forEach(each ->
                        held.addObject()
                                .put("machine", each.what().machine().name())
                                .put("verb", each.what().verb())
                                .put("rail", each.what().rail().toString())
                                .put("because", each.what().because())
                                .put("seconds", each.time().toMillis() / 1000.0));
        all.set("timeline", timeline);
        return all;
    }
}
