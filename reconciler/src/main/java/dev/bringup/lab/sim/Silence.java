package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What may happen to machines whose Nodes are not Ready: nothing for ten minutes, unless they were
/// drained, and nothing while too many are away; nor is one stopped of which its BMC says that it
/// is off. Judged from deeds alone.
final class Silence {

    private static final Duration GIVEN_UP = Duration.ofMinutes(10);

    /// Past this the reconciler has heard that a Node is away, or back.
    private static final Duration HEARD = Duration.ofMinutes(2);

    private final int stormPercent;
    private final Map<MachineId, Instant> ready = new TreeMap<>();
    private final Map<MachineId, Instant> silent = new TreeMap<>();
    private final Set<MachineId> drained = new HashSet<>();
    private final Set<MachineId> givenUp = new HashSet<>();
    private final Disputes disputes = new Disputes();

    Silence(int stormPercent) {
        this.stormPercent = stormPercent;
    }

    Optional<String> judge(Deed deed) {
        Optional<String> disputed = disputes.judge(deed);
        return disputed.isPresent() ? disputed : silent(deed);
    }

    private Optional<String> silent(Deed deed) {
        MachineId id = deed.machine();
        Instant at = deed.at();
        switch (deed) {
            case Deed.NodeReady _ -> {
                ready.put(id, at);
                silent.remove(id);
                givenUp.remove(id);
            }
            case Deed.NodeSilent _ -> {
                ready.remove(id);
                silent.put(id, at);
            }
            // What it has is of no use to it any more.
            case Deed.MemberRemoved _ -> givenUp.add(id);
            case Deed.Drained _ -> drained.add(id);
            case Deed.Uncordoned _ -> drained.remove(id);
            case Deed.Stopped _ -> {
                return stopped(id, at, id + " was stopped");
            }
            case Deed.NodeDeleted _ -> {
                Optional<String> wrong = stopped(id, at, "the Node of " + id + " was deleted");
                ready.remove(id);
                silent.remove(id);
                drained.remove(id);
                return wrong;
            }
            case Deed.Leaked _,
                    Deed.Forgotten _,
                    Deed.Disputed _,
                    Deed.Asked _,
                    Deed.Failed _,
                    Deed.Approved _,
                    Deed.Alarmed _,
                    Deed.Arrived _,
                    Deed.Given _,
                    Deed.Released _,
                    Deed.Disowned _,
                    Deed.Commanded _,
                    Deed.Buried _,
                    Deed.Exhumed _,
                    Deed.WipeBegun _,
                    Deed.Wiped _,
                    Deed.DiskWritten _,
                    Deed.Removed _,
                    Deed.Returned _,
                    Deed.Cordoned _,
                    Deed.StepsRun _,
                    Deed.Runs _,
                    Deed.MemberAdded _,
                    Deed.Saved _,
                    Deed.MemberTurned _,
                    Deed.Restored _,
                    Deed.Tended _,
                    Deed.Founded _,
                    Deed.Joined _ -> {}
        }
        return Optional.empty();
    }

    private Optional<String> stopped(MachineId id, Instant at, String what) {
        if (drained.contains(id)) {
            return Optional.empty();
        }
        boolean serves =
                Optional.ofNullable(ready.get(id))
                        .filter(since -> since.plus(HEARD).isBefore(at))
                        .isPresent();
        if (serves) {
            return Optional.of(what + " while it served");
        }
        Optional<Instant> since = Optional.ofNullable(silent.get(id));
        if (since.isEmpty()) {
            return Optional.empty();
        }
        if (at.isBefore(since.get().plus(GIVEN_UP))) {
            Duration away = Duration.between(since.get(), at);
            return Optional.of(
                    what + " " + away.toMinutes() + " minutes after it fell silent, undrained");
        }
        givenUp.add(id);
        return storm(at).map(storm -> what + " in a storm: " + storm);
    }

    private Optional<String> storm(Instant at) {
        long away = silent.values().stream().filter(t -> t.plus(HEARD).isBefore(at)).count();
        long all = silent.size() + (long) ready.size();
        return away <= Math.max(1L, stormPercent * all / 100L)
                ? Optional.empty()
                : Optional.of(away + " of " + all + " Nodes are away");
    }

    /// It was away for so long that even what it has may be written again.
    boolean mayBeReplaced(MachineId id) {
        return givenUp.contains(id);
    }
}
