package dev.bringup.plan;

import dev.bringup.model.Desired;
import dev.bringup.model.Hours;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Moment;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Sleep.Schedule;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Whom the policy has asleep now: for as long as they are, they are judged as if their state were
/// `Asleep`. A machine that has no Node yet joins first, an open attempt comes to its end first,
/// and a locked machine is left as it is.
///
/// @param nights those that sleep
/// @param called who is woken now because pods find no place, and the words for it
/// @param kept those that only the policy in force would have asleep, and what keeps them awake:
///   the stricter of it and the one before is the one by which a machine runs
record Sleepers(
        SortedMap<MachineId, Night> nights,
        SortedMap<MachineId, String> kept,
        Map<MachineId, String> called) {

    /// Schedules that follow on each other for longer than this have no end.
    private static final Duration ENDLESS = Duration.ofDays(15);

    private static final DateTimeFormatter WALL =
            DateTimeFormatter.ofPattern("EEE HH:mm VV", Locale.ENGLISH);

    /// When it ends, by the clock of the schedule that ends last; empty if it does not.
    record Night(Optional<ZonedDateTime> end) {

        String words() {
            return end.map(at -> "asleep until " + WALL.format(at)).orElse("asleep at all hours");
        }

        boolean isOver(Instant now) {
            return end.filter(at -> !now.isBefore(at.toInstant())).isPresent();
        }
    }

    static Sleepers of(Desired desired, Observed observed) {
        Policy own = desired.cluster().policy();
        SortedMap<MachineId, Night> all = by(own, desired, observed);
        Optional<Policy> before = observed.remembered().before().filter(p -> !p.equals(own));
        if (all.isEmpty() || before.isEmpty()) {
            return calling(all, new TreeMap<>(), desired, observed);
        }
        SortedMap<MachineId, Night> both = new TreeMap<>(all);
        both.keySet().retainAll(by(before.get(), desired, observed).keySet());
        TreeMap<MachineId, String> kept = new TreeMap<>();
        all.forEach((id, night) -> kept.put(id, loosened(night)));
        kept.keySet().removeAll(both.keySet());
        return calling(both, kept, desired, observed);
    }

    private static Sleepers calling(
            SortedMap<MachineId, Night> nights,
            SortedMap<MachineId, String> kept,
            Desired desired,
            Observed observed) {
        SortedMap<MachineId, Night> still = new TreeMap<>(nights);
        Map<MachineId, String> called = WokenByPods.next(still, desired, observed);
        still.keySet().removeAll(called.keySet());
        return new Sleepers(still, kept, called);
    }

    private static String loosened(Night night) {
        return "policy.sleep has it %s; the policy before this commit does not, and loosening"
                        .formatted(night.words())
                + " counts from the next one";
    }

    /// Of each profile whose night it is, all but the first few: those that serve come before those
    /// that are only on, and these before those that would have to be woken; then by name. So who
    /// is awake stays awake, and whoever drops out is replaced.
    private static SortedMap<MachineId, Night> by(
            Policy policy, Desired desired, Observed observed) {
        TreeMap<MachineId, Night> all = new TreeMap<>();
        Set<MachineId> woken = WokenByPods.sinceDusk(policy, observed);
        policy.timing().sleep().schedules().stream()
                .collect(
                        Collectors.groupingBy(Schedule::profile, TreeMap::new, Collectors.toList()))
                .forEach((profile, schedules) ->
                        night(schedules, observed.moment())
                                .ifPresent(night ->
                                        desired.machines().values().stream()
                                                .filter(m -> m.profile().equals(profile))
                                                .filter(m -> maySleep(m, observed))
                                                .map(MachineSpec::id)
                                                .sorted(
                                                        Comparator.comparing((MachineId id) ->
                                                                        rank(id, observed))
                                                                .thenComparing(woken::contains))
                                                .skip(policy.timing().sleep().minAwake())
                                                .filter(id -> !woken.contains(id))
                                                .forEach(id -> all.put(id, night))));
        return all;
    }

    private static boolean maySleep(MachineSpec machine, Observed observed) {
        return machine.intent().state() == MachineSpec.Want.JOINED
                && machine.intent().locked().isEmpty()
                && observed.attempt(machine.id()).isEmpty()
                && observed.of(machine.id()).present().isPresent();
    }

    private enum Rank {
        SERVES,
        ON,
        OFF
    }

    private static Rank rank(MachineId id, Observed observed) {
        Seen seen = observed.of(id);
        if (Counted.isOff(seen)) {
            return Rank.OFF;
        }
        boolean serves =
                seen.present().filter(n -> n.ready() && n.cordon() == Cordon.NONE).isPresent();
        return serves ? Rank.SERVES : Rank.ON;
    }

    /// The night that it is by every clock; that of the first counts.
    private static Optional<Night> night(List<Schedule> schedules, Moment moment) {
        List<Night> nights =
                moment.all().stream().flatMap(at -> night(schedules, at).stream()).toList();
        return nights.size() == moment.all().size()
                ? Optional.of(nights.getFirst())
                : Optional.empty();
    }

    /// The night that it is now, through all schedules that follow on each other.
    static Optional<Night> night(List<Schedule> schedules, Instant now) {
        List<Hours> hours = schedules.stream().map(Schedule::asleep).toList();
        Instant at = now;
        Optional<ZonedDateTime> end = Optional.empty();
        while (at.isBefore(now.plus(ENDLESS))) {
            Instant time = at;
            Optional<Hours> open = hours.stream().filter(h -> h.isOpen(time)).findFirst();
            if (open.isEmpty()) {
                return end.map(e -> new Night(Optional.of(e)));
            }
            Optional<Instant> closes = open.get().nextClosing(time);
            if (closes.isEmpty()) {
                break;
            }
            at = closes.get();
            end = Optional.of(at.atZone(open.get().zone()));
        }
        return Optional.of(new Night(Optional.empty()));
    }

    /// The commit as it is meant tonight.
    Desired over(Desired desired) {
        if (nights.isEmpty()) {
            return desired;
        }
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(desired.machines());
        nights.keySet().forEach(id -> machines.computeIfPresent(id, (_, m) -> asleep(m)));
        return desired.of(machines);
    }

    private static MachineSpec asleep(MachineSpec m) {
        return new MachineSpec(
                m.id(),
                m.hardware(),
                m.address(),
                m.profile(),
                m.install(),
                m.node(),
                new MachineSpec.Intent(
                        MachineSpec.Want.ASLEEP,
                        m.intent().locked(),
                        m.intent().rebootGeneration()));
    }

    /// Those only that lie down already.
    Sleepers resting(Observed observed) {
        TreeMap<MachineId, Night> down = new TreeMap<>(nights);
        down.keySet()
                .removeIf(id -> !Counted.isOff(observed.of(id)) && !Counted.isOut(observed.of(id)));
        return new Sleepers(down, new TreeMap<>(), Map.of());
    }

    /// Those that have not woken by then.
    Sleepers at(Instant now) {
        TreeMap<MachineId, Night> still = new TreeMap<>(nights);
        still.values().removeIf(night -> night.isOver(now));
        return new Sleepers(still, kept, called);
    }

    SortedMap<MachineId, String> words() {
        TreeMap<MachineId, String> all = new TreeMap<>();
        nights.forEach((id, night) -> all.put(id, night.words()));
        return all;
    }

    /// Why it should be asleep: the policy, or else its file.
    String cause(MachineId id) {
        return Optional.ofNullable(nights.get(id))
                .map(night -> "policy.sleep: " + night.words())
                .orElse("state is Asleep");
    }
}
