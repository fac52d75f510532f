package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.Observed;
import dev.bringup.model.Observed.Past;
import dev.bringup.model.Observed.Result;
import dev.bringup.model.Pending;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Sleep.OnPending;
import dev.bringup.model.Policy.Sleep.Schedule;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/// Who leaves its bed because pods find no place on the Nodes that are awake: one at a time, and
/// for the rest of the night, or pods that moved there would be homeless again at once.
final class WokenByPods {

    /// A scheduler gets so long to use a Node before the next one is woken for the same pods.
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private WokenByPods() {}

    /// Those that were switched on in the night that it is now. A forecast's own past is none.
    static Set<MachineId> sinceDusk(Policy policy, Observed observed) {
        Policy.Sleep sleep = policy.timing().sleep();
        Set<MachineId> woken = new TreeSet<>();
        if (sleep.onPending() == OnPending.SLEEP_ON || sleep.schedules().isEmpty()) {
            return woken;
        }
        for (Past past : observed.past()) {
            if (past.verb().equals("wake") && past.result() == Result.DONE) {
                Instant then = observed.moment().wall(past.at());
                boolean tonight =
                        sleep.schedules().stream()
                                .map(Schedule::profile)
                                .distinct()
                                .anyMatch(
                                        p -> isOneNight(sleep, p, then, observed.moment().wall()));
                if (tonight) {
                    woken.add(past.machine());
                }
            }
        }
        return woken;
    }

    private static boolean isOneNight(Policy.Sleep sleep, String profile, Instant a, Instant b) {
        List<Schedule> schedules =
                sleep.schedules().stream().filter(s -> s.profile().equals(profile)).toList();
        Optional<Sleepers.Night> then = Sleepers.night(schedules, a);
        return then.isPresent() && then.equals(Sleepers.night(schedules, b));
    }

    /// The next one, with the words for it; none while the one before is on its way.
    static Map<MachineId, String> next(
            SortedMap<MachineId, Sleepers.Night> nights, Desired desired, Observed observed) {
        Policy policy = desired.cluster().policy();
        Optional<Fact<Pending>> pods =
                observed.around()
                        .pending()
                        .filter(f -> f.value().pods() > 0)
                        .filter(f -> f.isFresh(observed.at(), policy.stale()));
        if (pods.isEmpty()
                || policy.timing().sleep().onPending() == OnPending.SLEEP_ON
                || isOneOnItsWay(policy, desired, observed, pods.get().seenAt())) {
            return Map.of();
        }
        return nights.keySet().stream()
                .filter(id -> Counted.isOff(observed.of(id)))
                .findFirst()
                .map(id -> Map.of(id, "policy.sleep.wakeOnPending: " + pods.get().value()))
                .orElse(Map.of());
    }

    private static boolean isOneOnItsWay(
            Policy policy, Desired desired, Observed observed, Instant asked) {
        boolean waking =
                desired.machines().keySet().stream()
                        .anyMatch(id ->
                                observed.attempt(id).isPresent()
                                        || observed.inFlight().containsKey(id));
        return waking
                || sinceDusk(policy, observed).stream()
                        .anyMatch(id -> !hasHadTime(observed.of(id), asked));
    }

    /// It is Ready, and pods were counted a while after it became so.
    private static boolean hasHadTime(Seen seen, Instant asked) {
        return seen.health()
                .filter(Seen.Health::ready)
                .filter(h -> !h.since().plus(SETTLE).isAfter(asked))
                .isPresent();
    }
}
