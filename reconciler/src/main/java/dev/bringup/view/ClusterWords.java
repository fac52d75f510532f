package dev.bringup.view;

import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterAction.Todo;
import dev.bringup.model.ClusterAction.Why;
import dev.bringup.model.Forecast.OfCluster;
import dev.bringup.model.MachineId;
import dev.bringup.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What would happen to the cluster itself: to the objects of addons, one line for each, and to
/// etcd.
final class ClusterWords {

    /// All of them are of the class `live`: no machine stops for an object.
    record Line(String verb, String step, String object, String then) {}

    private ClusterWords() {}

    static List<Line> lines(OfCluster forecast) {
        List<Line> lines = new ArrayList<>();
        for (ClusterAction action : forecast.steps()) {
            switch (action) {
                case ClusterAction.Apply(String step, List<Todo> todo, Duration patience) -> {
                    String then = "waits up to " + Words.of(patience) + " for it";
                    todo.forEach(t ->
                            lines.add(new Line(verb(t.why()), step, t.key().toString(), then)));
                }
                case ClusterAction.Snapshot(MachineId by, MachineId before) ->
                        lines.add(new Line("snapshot", "etcd", by.name(), "before " + before));
                case ClusterAction.RemoveMember(MachineId by, MachineId gone, _, _) ->
                        lines.add(new Line("remove", "etcd", "member " + gone, "by " + by));
                case ClusterAction.Prune(String step, List<ObjectKey> gone) ->
                        gone.forEach(key ->
                                lines.add(new Line("delete", step, key.toString(), "left Git")));
            }
        }
        return lines;
    }

    private static String verb(Why why) {
        return switch (why) {
            case CREATE -> "create";
            case CHANGE -> "change";
            case CORRECT -> "correct";
        };
    }

    /// `2 objects applied, 1 deleted`; nothing when there is nothing.
    static List<String> summary(OfCluster forecast) {
        long gone = 0;
        long applied = 0;
        long kept = 0;
        long removed = 0;
        for (ClusterAction action : forecast.steps()) {
            switch (action) {
                case ClusterAction.Apply apply -> applied += apply.todo().size();
                case ClusterAction.Prune prune -> gone += prune.objects().size();
                case ClusterAction.Snapshot _ -> kept++;
                case ClusterAction.RemoveMember _ -> removed++;
            }
        }
        List<String> parts = new ArrayList<>();
        if (kept > 0) {
            parts.add(PlanWords.count(kept, "snapshot") + " of etcd");
        }
        if (removed > 0) {
            parts.add(PlanWords.count(removed, "member") + " of etcd removed");
        }
        if (applied > 0) {
            parts.add(PlanWords.count(applied, "object") + " applied");
        }
        if (gone > 0) {
            parts.add(PlanWords.count(gone, "object") + " deleted");
        }
        if (!forecast.held().isEmpty()) {
            parts.add(PlanWords.count(forecast.held().size(), "hold") + " on addons");
        }
        return parts;
    }

    static List<String> held(OfCluster forecast) {
        return forecast.held().stream()
                .map(h -> h.step() + ": " + h.verb() + ", " + h.rail() + ": " + h.because())
                .toList();
    }
}
