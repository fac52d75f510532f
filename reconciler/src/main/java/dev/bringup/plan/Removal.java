package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Many machines that vanish in one commit are a mistake until shown otherwise: such a commit is
/// not taken at all.
public final class Removal {

    private Removal() {}

    public static List<MachineSpec> gone(Desired before, Desired next) {
        return before.machines().values().stream()
                .filter(m -> !next.machines().containsKey(m.id()))
                .toList();
    }

    /// Those that a commit would have taken away.
    static List<Plan.Held> held(Observed observed) {
        return observed.remembered().frozen().entrySet().stream()
                .filter(each -> each.getValue().rail() == Rail.R2)
                .map(each ->
                        new Plan.Held(each.getKey(), "release", Rail.R2, each.getValue().because()))
                .toList();
    }

    /// Those that are gone, held for this reason.
    public static SortedMap<MachineId, Remembered.Frozen> frozen(
            List<MachineSpec> gone, Diagnostic why) {
        TreeMap<MachineId, Remembered.Frozen> frozen = new TreeMap<>();
        gone.forEach(m -> frozen.put(m.id(), new Remembered.Frozen(Rail.R2, why.problem())));
        return frozen;
    }

    /// Judged by the stricter of both policies.
    public static Optional<Diagnostic> freezes(Desired before, Desired next) {
        List<MachineSpec> gone = gone(before, next);
        Share share =
                Stream.of(before, next)
                        .map(d -> d.cluster().policy().removalMaxShare())
                        .min(Comparator.comparingInt(Share::percent))
                        .orElseThrow();
        if (gone.isEmpty() || gone.size() <= share.of(before.machines().size())) {
            return Optional.empty();
        }
        return Optional.of(
                new Diagnostic(
                        "BU2002",
                        new Diagnostic.Position("cluster", 1, 1),
                        ("commit %s removes %d of %d machines,"
                                        + " policy.removal.maxShare allows %d (%s)")
                                .formatted(
                                        next.commit().id().brief(),
                                        gone.size(),
                                        before.machines().size(),
                                        share.of(before.machines().size()),
                                        share),
                        Optional.of("remove fewer at a time, or raise the share first"),
                        ""));
    }
}
