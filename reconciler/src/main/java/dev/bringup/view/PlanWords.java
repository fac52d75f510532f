package dev.bringup.view;

import dev.bringup.model.Action;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Change;
import dev.bringup.model.Decommission;
import dev.bringup.model.FieldClass;
import dev.bringup.model.Forecast;
import dev.bringup.model.Forecast.Foreseen;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.Rail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The sentences that a plan is told in, the same on a terminal and in a comment.
final class PlanWords {

    private static final int NAMES = 4;

    private PlanWords() {}

    /// Three names and a number.
    static String names(Collection<MachineId> machines) {
        List<String> all = machines.stream().map(MachineId::name).toList();
        return all.size() <= NAMES
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, NAMES - 1))
                        + " and "
                        + (all.size() - NAMES + 1)
                        + " more";
    }

    static String count(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }

    /// What is at stake, the worst first.
    static String summary(PlanReport report) {
        Forecast forecast = report.forecast();
        if (forecast.isEmpty()) {
            return report.causes().isEmpty()
                    ? "Nothing differs, nothing would happen."
                    : "Nothing would happen to a machine.";
        }
        List<String> parts = new ArrayList<>();
        disks(forecast, Action.Reimage.class, "written again", parts);
        disks(forecast, Action.Wipe.class, "wiped, which nothing undoes", parts);
        Map<String, Long> verbs =
                forecast.steps().stream()
                        .filter(s -> s.action().blast() != Blast.DISK)
                        .collect(
                                Collectors.groupingBy(
                                        s -> s.action().verb(),
                                        LinkedHashMap::new,
                                        Collectors.counting()));
        verbs.forEach((verb, n) -> parts.add(n + " " + verb));
        parts.addAll(ClusterWords.summary(forecast.cluster()));
        if (!forecast.held().isEmpty()) {
            parts.add(
                    count(
                                    forecast.held().stream()
                                            .map(h -> h.machine())
                                            .distinct()
                                            .count(),
                                    "machine")
                            + " held");
        }
        return String.join(", ", parts) + ".";
    }

    private static void disks(
            Forecast forecast, Class<? extends Action> by, String fate, List<String> parts) {
        long disks =
                forecast.steps().stream()
                        .map(Foreseen::action)
                        .filter(by::isInstance)
                        .map(Action::machine)
                        .distinct()
                        .count();
        if (disks > 0) {
            parts.add(count(disks, "disk") + (disks == 1 ? " is " : " are ") + fate);
        }
    }

    static String time(Forecast forecast) {
        return "The last of "
                + count(forecast.steps().size(), "step")
                + " begins after about "
                + Words.of(forecast.end())
                + "; at the lowest "
                + forecast.low().serving()
                + " of "
                + count(forecast.low().wanted(), "Node")
                + (forecast.low().wanted() == 1 ? " serves." : " serve.");
    }

    static String blast(Action action) {
        return switch (action.blast()) {
            case NOTHING -> "";
            case WORKLOAD -> "workload";
            case DISK -> "DISK";
        };
    }

    /// The fields that make a machine stop, in the words of the state language; a step that has
    /// none says its own reason.
    static String why(Foreseen step, PlanReport report) {
        List<String> fields =
                report.causes().stream()
                        .filter(c -> c.machines().contains(step.action().machine()))
                        .filter(c -> c.change().kind() != FieldClass.LIVE)
                        .map(c -> c.change().where())
                        .toList();
        boolean stops = step.action().blast() != Blast.NOTHING;
        String reason =
                stops && !fields.isEmpty() && !fields.contains("machine")
                        ? String.join(", ", fields)
                        : step.because();
        if (step.action() instanceof Action.Wipe(_, Decommission tombstone)) {
            return tombstone.method().label() + ": " + reason;
        }
        return step.action() instanceof Action.Reimage(_, Fingerprint goal)
                ? step.from().map(Fingerprint::brief).orElse("unknown")
                        + " -> "
                        + goal.brief()
                        + ": "
                        + reason
                : reason;
    }

    static String after(Foreseen step) {
        return step.after().isZero() ? "at once" : Words.of(step.after());
    }

    static String change(Change change) {
        return change.from().isEmpty() ? change.to() : change.from() + " -> " + change.to();
    }

    static String kind(FieldClass kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static String origin(PlanReport.Cause cause) {
        String at = cause.at().map(p -> p + ", ").orElse("");
        return at
                + cause.by()
                        .map(c -> c.id().brief() + " " + c.author() + ": " + c.subject())
                        .orElse("not committed yet");
    }

    /// What is the same for several machines is said once.
    static Map<String, List<MachineId>> held(Forecast forecast) {
        return grouped(
                forecast.held().stream()
                        .map(h ->
                                Map.entry(
                                        h.verb() + ", " + h.rail() + ": " + h.because(),
                                        h.machine()))
                        .toList());
    }

    /// What a human can do about what is held, where a command does it.
    static Optional<String> wayOut(Forecast forecast) {
        return forecast.held().stream().anyMatch(h -> h.rail() == Rail.R15)
                ? Optional.of("`bringup approve --reason TEXT` lets pass what R15 holds.")
                : Optional.empty();
    }

    static Map<String, List<MachineId>> delays(Forecast forecast) {
        Map<MachineId, Forecast.Delay> first = new LinkedHashMap<>();
        forecast.delays().forEach(d -> first.putIfAbsent(d.machine(), d));
        return grouped(
                first.values().stream()
                        .map(d ->
                                Map.entry(
                                        d.verb() + ", " + d.rail() + ": " + d.because(),
                                        d.machine()))
                        .toList());
    }

    private static Map<String, List<MachineId>> grouped(
            List<Map.Entry<String, MachineId>> entries) {
        return entries.stream()
                .collect(
                        Collectors.groupingBy(
                                Map.Entry::getKey,
                                LinkedHashMap::new,
                                Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }
}
