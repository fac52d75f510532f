package dev.bringup.query;

import dev.bringup.model.MachineId;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.plan.Pace;
import dev.bringup.plan.Turns;
import dev.bringup.port.Status;
import dev.bringup.view.HoldView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The last picture, and since when each machine has been held by the rail that holds it now. A
/// plan does not say: it is made anew at each look. Kept in memory only, so a restart begins to
/// count again.
final class Holds {

    private volatile Map<MachineId, Hold> all = Map.of();
    private volatile Optional<Status> status = Optional.empty();

    private record Hold(String verb, Rail rail, String because, Instant since) {

        boolean goesOn(Hold next) {
            return verb.equals(next.verb) && rail == next.rail;
        }

        HoldView view(MachineId machine, Optional<Turns.Turn> turn) {
            return new HoldView(
                    machine.name(),
                    verb,
                    rail.name(),
                    rail.text(),
                    because,
                    since,
                    turn.map(t -> new HoldView.Turn(t.begins(), t.ends())));
        }
    }

    /// Called on the engine's thread only.
    void look(Status status) {
        Instant now = status.observed().at();
        Map<MachineId, Hold> next = new HashMap<>();
        status.observed()
                .attempts()
                .forEach((machine, attempt) ->
                        attempt.stopped()
                                .ifPresent(stop ->
                                        put(
                                                next,
                                                machine,
                                                new Hold(
                                                        attempt.goal().label(),
                                                        stop.rail(),
                                                        stop.because(),
                                                        now))));
        for (Plan.Held held : status.plan().held()) {
            put(next, held.machine(), new Hold(held.verb(), held.rail(), held.because(), now));
        }
        all = next;
        this.status = Optional.of(status);
    }

    /// The first that is named counts, as it does on the console.
    private void put(Map<MachineId, Hold> next, MachineId machine, Hold hold) {
        Hold before = all.get(machine);
        Instant since = before != null && before.goesOn(hold) ? before.since() : hold.since();
        next.putIfAbsent(machine, new Hold(hold.verb(), hold.rail(), hold.because(), since));
    }

    Optional<Status> latest() {
        return status;
    }

    Optional<HoldView> of(MachineId machine, Pace pace) {
        return Optional.ofNullable(all.get(machine))
                .map(hold ->
                        hold.view(
                                machine,
                                hold.rail() == Rail.R4
                                        ? Optional.ofNullable(turns(pace).get(machine))
                                        : Optional.empty()));
    }

    List<HoldView> all(Pace pace) {
        SortedMap<MachineId, Turns.Turn> turns = turns(pace);
        return new TreeMap<>(all)
                .entrySet().stream()
                        .map(e ->
                                e.getValue()
                                        .view(
                                                e.getKey(),
                                                Optional.ofNullable(turns.get(e.getKey()))))
                        .toList();
    }

    /// When somebody asks: the engine has no use for it.
    private SortedMap<MachineId, Turns.Turn> turns(Pace pace) {
        return status.flatMap(s -> s.desired().map(d -> Turns.of(d, s.observed(), s.plan(), pace)))
                .orElseGet(TreeMap::new);
    }
}
