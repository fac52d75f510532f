package dev.bringup.plan;

import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts what a commit destroys, whether done already, under way or still to come.
final class Counted {

    private Counted() {}

    /// The machines of each profile that this commit reimages: those that wait, those with an open
    /// attempt, and those that are done.
    static Map<String, Set<MachineId>> reimages(
            Desired desired, Observed observed, List<Differ.Asked> steps) {
        Map<String, Set<MachineId>> all = new HashMap<>();
        for (MachineSpec spec : desired.machines().values()) {
            if (needsReimage(spec, observed.of(spec.id()))) {
                add(all, spec);
            }
        }
        for (Attempt attempt : observed.attempts().values()) {
            boolean reimage = "reimage".equals(attempt.goal().label());
            if (reimage && attempt.commit().equals(desired.commit().id())) {
                add(all, attempt.spec());
            }
        }
        for (Observed.Past past : observed.past()) {
            boolean reimage = "reimage".equals(past.verb());
            if (reimage && past.commit().equals(desired.commit().id())) {
                desired.machine(past.machine()).ifPresent(spec -> add(all, spec));
            }
        }
        steps.stream()
                .filter(s -> s.action().verb().equals("reimage"))
                .forEach(s -> add(all, s.spec()));
        return all;
    }

    static boolean needsReimage(MachineSpec spec, Seen seen) {
        return seen.installed().filter(f -> !f.equals(spec.fingerprint())).isPresent();
    }

    /// Out of service by our own cordon.
    static boolean isOut(Seen seen) {
        return seen.present()
                .filter(n ->
                        n.cordon() == NodeState.Cordon.OURS
                                || n.cordon() == NodeState.Cordon.DRAINED)
                .isPresent();
    }

    /// Wanted, not known to be off, and not known to be in the cluster.
    static boolean isMissing(MachineSpec spec, Seen seen) {
        boolean off = seen.power().filter(p -> p.value() == Power.OFF).isPresent();
        return spec.intent().state() == MachineSpec.Want.JOINED && seen.present().isEmpty() && !off;
    }

    private static void add(Map<String, Set<MachineId>> all, MachineSpec spec) {
        all.computeIfAbsent(spec.profile(), _ -> new HashSet<>()).add(spec.id());
    }
}
