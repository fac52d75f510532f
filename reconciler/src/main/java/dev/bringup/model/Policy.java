package dev.bringup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// How much may be risked at once. The defaults are in [#SAFE] and in the schema.
public record Policy(
        Map<Budgeted, Budget> budgets,
        Drain drain,
        Share removalMaxShare,
        Retries retries,
        Duration stale,
        Timing timing,
        Optional<Canary> canary) {

    /// One that is in force at all times and has no canaries.
    public Policy(
            Map<Budgeted, Budget> budgets,
            Drain drain,
            Share removalMaxShare,
            Retries retries,
            Duration stale) {
        this(budgets, drain, removalMaxShare, retries, stale, Timing.ALWAYS, Optional.empty());
    }

    /// When the verbs may start, and when machines sleep.
    public record Timing(
            List<Window> windows, List<Freeze> freezes, Sleep sleep, Optional<AlertGate> gate) {

        public static final Timing ALWAYS = new Timing(List.of(), List.of());

        public Timing {
            windows = List.copyOf(windows);
            freezes = List.copyOf(freezes);
            // A journal from before there was sleep has none.
            sleep = Objects.requireNonNullElse(sleep, Sleep.NEVER);
            gate = Objects.requireNonNullElse(gate, Optional.empty());
        }

        public Timing(List<Window> windows, List<Freeze> freezes) {
            this(windows, freezes, Sleep.NEVER);
        }

        public Timing(List<Window> windows, List<Freeze> freezes, Sleep sleep) {
            this(windows, freezes, sleep, Optional.empty());
        }
    }

    /// When machines are switched off, and how many of each profile are not.
    public record Sleep(List<Schedule> schedules, int minAwake, OnPending onPending) {
        public static final Sleep NEVER = new Sleep(List.of(), 1);

        public Sleep {
            schedules = List.copyOf(schedules);
            // A journal from before there was a choice has none.
            onPending = Objects.requireNonNullElse(onPending, OnPending.WAKE);
        }

        public Sleep(List<Schedule> schedules, int minAwake) {
            this(schedules, minAwake, OnPending.WAKE);
        }

        /// What becomes of sleepers while pods find no place.
        public enum OnPending {
            WAKE,
            SLEEP_ON
        }

        /// The machines of this profile sleep in these hours.
        public record Schedule(String profile, Hours asleep) {}
    }

    /// While this query gives anything, nothing is taken from the cluster.
    public record AlertGate(String prometheus, String query) {}

    /// These verbs start in these hours only, or in those of another window that names them.
    public record Window(Set<Budgeted> verbs, Hours allow, Overrun overrun) {
        public Window {
            verbs = Set.copyOf(verbs);
        }
    }

    /// What happens to a step that is under way when its window closes.
    public enum Overrun {
        FINISH,
        HOLD
    }

    /// These verbs do not start from `from` until just before `to`.
    public record Freeze(Set<Budgeted> verbs, Instant from, Instant to, String text) {
        public Freeze {
            verbs = Set.copyOf(verbs);
        }
    }

    /// The machines that get a new installation first, and for how long they must run it well
    /// before the others of their profile follow.
    public record Canary(List<MachineId> first, Duration soak) {
        public Canary {
            first = List.copyOf(first);
        }
    }

    public enum Budgeted {
        REIMAGE,
        REBOOT,
        POWER_OFF,
        WAKE
    }

    /// Limits on one verb; an absent limit is no limit.
    public record Budget(
            Optional<Integer> parallel, Optional<Share> perCommit, Optional<Integer> perHour) {}

    /// A percentage. p% of n machines is max(1, floor(p n / 100)); of no machines it is none.
    public record Share(int percent) {
        public Share {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("a share is 0% to 100%, not " + percent + "%");
            }
        }

        public long of(long machines) {
            return machines == 0 ? 0 : Math.max(1, percent * machines / 100);
        }

        @Override
        public String toString() {
            return percent + "%";
        }
    }

    /// What happens when pods are still there at the end of the time a drain gets, and to those
    /// that lose data when they go.
    public record Drain(Duration timeout, Then then, EmptyDir emptyDir) {

        public Drain {
            // A journal from before there was a choice has none.
            emptyDir = Objects.requireNonNullElse(emptyDir, EmptyDir.EVICT);
        }

        public Drain(Duration timeout, Then then) {
            this(timeout, then, EmptyDir.EVICT);
        }

        /// The longer time, and force or the loss of data only if both say so.
        public Drain stricter(Drain other) {
            return new Drain(
                    timeout.compareTo(other.timeout) > 0 ? timeout : other.timeout,
                    then == Then.FORCE ? other.then : then,
                    emptyDir == EmptyDir.EVICT ? other.emptyDir : emptyDir);
        }

        public enum EmptyDir {
            EVICT,
            HOLD
        }

        public enum Then {
            HOLD,
            FORCE
        }
    }

    /// How often an attempt is repeated before its machine is held, the wait between two, and what
    /// is tried on a Node that stays away.
    public record Retries(int max, Duration backoff, Remediation remediation) {
        public Retries {
            // A journal from before there was remediation has none.
            remediation = Objects.requireNonNullElse(remediation, Remediation.SAFE);
        }

        public Retries(int max, Duration backoff) {
            this(max, backoff, Remediation.SAFE);
        }
    }

    /// What is done about a Node that is not Ready for as long as `notReadyFor`: one cure after the
    /// other, and none while more than `maxUnhealthy` of the Nodes are away.
    public record Remediation(Duration notReadyFor, List<Cure> then, Share maxUnhealthy) {
        public static final Remediation SAFE =
                new Remediation(Duration.ofMinutes(10), List.of(Cure.values()), new Share(40));

        public Remediation {
            then = List.copyOf(then);
        }
    }

    public enum Cure {
        /// Ask the machine itself before anything is done to it.
        PROBE,
        REBOOT,
        REIMAGE
    }

    public static final Policy SAFE =
            new Policy(
                    Map.of(
                            Budgeted.REIMAGE,
                            new Budget(Optional.of(1), Optional.of(new Share(25)), Optional.of(4)),
                            Budgeted.REBOOT,
                            new Budget(Optional.of(2), Optional.empty(), Optional.empty()),
                            Budgeted.POWER_OFF,
                            new Budget(Optional.of(1), Optional.empty(), Optional.empty()),
                            Budgeted.WAKE,
                            new Budget(Optional.of(8), Optional.empty(), Optional.empty())),
                    new Drain(Duration.ofMinutes(15), Drain.Then.HOLD),
                    new Share(30),
                    new Retries(3, Duration.ofMinutes(10)),
                    Duration.ofSeconds(60));

    /// The same at other times and with other canaries.
    public Policy with(Timing when, Optional<Canary> canaries) {
        return new Policy(budgets, drain, removalMaxShare, retries, stale, when, canaries);
    }

    /// The same with another way to empty a machine.
    public Policy with(Drain other) {
        return new Policy(budgets, other, removalMaxShare, retries, stale, timing, canary);
    }

    /// The same with other cures.
    public Policy with(Remediation remediation) {
        Retries other = new Retries(retries.max(), retries.backoff(), remediation);
        return new Policy(budgets, drain, removalMaxShare, other, stale, timing, canary);
    }

    public Remediation remediation() {
        return retries.remediation();
    }

    public Policy {
        budgets = Map.copyOf(budgets);
    }

    public Budget budget(Budgeted verb) {
        return budgets.getOrDefault(
                verb, new Budget(Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
