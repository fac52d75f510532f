package dev.bringup.query;

import dev.bringup.model.MachineId;
import dev.bringup.view.AttemptView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Attempts that ended, the oldest first: those that the journal tells of at a start, and those
/// that end since.
final class Ended {

    /// Enough for percentiles; the journal keeps more.
    private static final int MOST = 5_000;

    private final Map<String, AttemptView> all = new LinkedHashMap<>();

    synchronized void add(AttemptView attempt) {
        all.put(attempt.id(), attempt);
        if (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
    }

    synchronized List<AttemptView> all() {
        return List.copyOf(all.values());
    }

    synchronized Map<MachineId, AttemptView> last() {
        Map<MachineId, AttemptView> last = new ConcurrentHashMap<>();
        all.values().forEach(view -> last.put(new MachineId(view.machine()), view));
        return last;
    }
}
