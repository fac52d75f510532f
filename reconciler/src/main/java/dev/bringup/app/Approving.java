package dev.bringup.app;

import dev.bringup.cli.ApproveOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Approval;
import dev.bringup.model.Desired;
import dev.bringup.plan.ApprovalHash;
import dev.bringup.plan.Approvals;
import dev.bringup.view.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// `bringup approve`: writes down what a human lets pass, commits and pushes it. It goes through
/// the user's own `git`: their name, their signature and their credentials are what the approval
/// rests on.
final class Approving {

    private final ApproveOptions options;
    private final PrintStream out;

    /// For a program; of nothing that waits, no steps.
    record Told(String approval, String file, List<Line> steps, String pushed) {}

    record Line(String machine, String from, String to) {}

    Approving(ApproveOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    int run(Instant now) throws Failure {
        if (!Files.isDirectory(options.path)) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    options.path + " is not a folder; an approval is a file of its own");
        }
        Comparison sides = Comparison.of(options.path, options.from, "");
        List<Approval.Step> steps =
                Approvals.missing(asked(sides), sides.settled(now)).stream()
                        .sorted(Comparator.comparing(Approval.Step::machine))
                        .toList();
        if (steps.isEmpty()) {
            words().println(
                            "nothing between %s and the files here waits for an approval"
                                    .formatted(sides.range().from()));
            Printed.answer(options.form, out, new Told("", "", List.of(), "no"));
            return Exit.FINE;
        }
        String hash = ApprovalHash.of(steps);
        String name = name("approve-" + hash.substring("sha256:".length()).substring(0, 12));
        Path file = file(name);
        write(file, text(name, hash, steps));
        words().println("approved:");
        steps.forEach(s ->
                words().println(
                                "  "
                                        + s.machine()
                                        + "  "
                                        + brief(s.from())
                                        + " -> "
                                        + brief(s.to())));
        words().println("written: " + file);
        if (!options.write) {
            publish(file);
        }
        List<Line> lines =
                steps.stream().map(s -> new Line(s.machine().name(), s.from(), s.to())).toList();
        Printed.answer(
                options.form,
                out,
                new Told(name, file.toString(), lines, options.write ? "no" : "yes"));
        return Exit.FINE;
    }

    /// What was merged before may be used up: only what comes with this change counts.
    private static Desired asked(Comparison sides) {
        Desired after = sides.after().desired();
        List<Approval> fresh =
                after.approvals().stream()
                        .filter(a -> !sides.before().desired().approvals().contains(a))
                        .toList();
        return new Desired(after.commit(), after.cluster(), after.machines(), fresh)
                .with(after.addons());
    }

    private Path file(String name) {
        return options.path.resolve("approvals").resolve(name + ".yaml");
    }

    /// The same decision a second time is another approval.
    private String name(String base) {
        String name = base;
        for (int n = 2; Files.exists(file(name)); n++) {
            name = base + "-" + n;
        }
        return name;
    }

    private static String brief(String fingerprint) {
        return fingerprint.length() > 11 ? fingerprint.substring(0, 11) : fingerprint;
    }

    private String text(String name, String hash, List<Approval.Step> steps) {
        StringBuilder text = new StringBuilder();
        text.append("apiVersion: bringup.dev/v1\nkind: Approval\nmetadata: {name: ")
                .append(name)
                .append("}\nspec:\n  forecast: ")
                .append(Json.of(hash))
                .append("\n  reason: ")
                .append(Json.of(options.reason))
                .append("\n  steps:\n");
        for (Approval.Step step : steps) {
            text.append(
                    "    - {machine: %s, from: %s, to: %s}\n"
                            .formatted(
                                    Json.of(step.machine().name()),
                                    Json.of(step.from()),
                                    Json.of(step.to())));
        }
        return text.toString();
    }

    private static void write(Path file, String text) throws Failure {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write " + file + ": " + e.getMessage());
        }
    }

    private void publish(Path file) throws Failure {
        new Pushing(options.path, "the approval").publish(file, "Approve: " + options.reason);
        words().println("committed and pushed");
    }

    private PrintStream words() {
        return Printed.words(options.form, out);
    }
}
