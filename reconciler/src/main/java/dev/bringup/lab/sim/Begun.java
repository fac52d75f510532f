package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether a machine that serves was allowed to begin what takes it out of service: no more of them
/// within an hour than may be, none while an alert fires, and none for a commit that does too much
/// unless somebody approved it. Judged from deeds alone.
final class Begun {

    private final Set<MachineId> ready = new TreeSet<>();
    private final Set<MachineId> out = new TreeSet<>();
    private final Hourly hourly;
    private final Alarms alarms = new Alarms();
    private final Excess excess;

    Begun(Invariants.Limits limits) {
        hourly = new Hourly(limits.perHour());
        excess = new Excess(limits.perCommitPercent());
    }

    Optional<String> judge(Deed deed) {
        MachineId id = deed.machine();
        Instant at = deed.at();
        alarms.hear(deed);
        excess.hear(deed);
        if (deed instanceof Deed.NodeReady) {
            ready.add(id);
        } else if (deed instanceof Deed.NodeSilent) {
            ready.remove(id);
        } else if (deed instanceof Deed.Uncordoned) {
            out.remove(id);
        } else if (deed instanceof Deed.Forgotten) {
            hourly.forget();
        } else if (deed instanceof Deed.NodeDeleted) {
            ready.remove(id);
            out.remove(id);
            return hourly.judge(id, at);
        } else if (deed instanceof Deed.Cordoned && out.add(id) && ready.contains(id)) {
            return alarms.judge(id, at).or(() -> excess.judge(id));
        }
        return Optional.empty();
    }
}
