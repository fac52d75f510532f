package dev.bringup.notify;

import dev.bringup.model.Attempt;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.Remembered;
import dev.bringup.port.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What lasts: it is told once when it is there, or has been for long enough, and again only after
/// it was gone for as long. What was told is kept, so that a restart does not tell it again.
final class Conditions {

    private final Duration heldFor;
    private final Map<String, Known> known = new TreeMap<>();
    private final SortedSet<String> before;
    private boolean begun;

    /// Since when it is there, when it was there last, and whether it was told.
    private record Known(Instant since, Instant last, boolean told) {}

    /// `told` are the keys of what was told before.
    Conditions(Duration heldFor, SortedSet<String> told) {
        this.heldFor = heldFor;
        this.before = told;
    }

    /// What is told now.
    List<Notice> look(Status status) {
        Instant now = status.observed().at();
        if (!begun) {
            before.forEach(key -> known.put(key, new Known(now, now, true)));
            begun = true;
        }
        List<Notice> tell = new ArrayList<>();
        Map<String, Notice> there = there(status);
        there.forEach((key, notice) -> {
            Known was = known.getOrDefault(key, new Known(now, now, false));
            boolean due = notice.topic() != Topic.HELD || !now.isBefore(was.since().plus(heldFor));
            if (due && !was.told()) {
                tell.add(notice);
            }
            known.put(key, new Known(was.since(), now, was.told() || due));
        });
        known.entrySet()
                .removeIf(e ->
                        !there.containsKey(e.getKey())
                                && (!e.getValue().told() || isLongGone(e.getValue(), now)));
        return tell;
    }

    private boolean isLongGone(Known one, Instant now) {
        return now.isAfter(one.last().plus(heldFor));
    }

    SortedSet<String> told() {
        SortedSet<String> all = new TreeSet<>();
        known.forEach((key, one) -> {
            if (one.told()) {
                all.add(key);
            }
        });
        return all;
    }

    private static Map<String, Notice> there(Status status) {
        Map<String, Notice> all = new LinkedHashMap<>();
        Instant now = status.observed().at();
        status.desired()
                .map(d -> d.commit())
                .ifPresent(c ->
                        put(
                                all,
                                new Notice(
                                        now,
                                        Topic.ACCEPTED,
                                        Optional.empty(),
                                        "commit %s by %s is in force: %s"
                                                .formatted(c.id().brief(), c.author(), c.subject()),
                                        c.id().hex())));
        status.git()
                .rejected()
                .ifPresent(c ->
                        put(
                                all,
                                new Notice(
                                        now,
                                        Topic.REJECTED,
                                        Optional.empty(),
                                        "commit %s by %s is rejected: %s"
                                                .formatted(
                                                        c.id().brief(),
                                                        c.author(),
                                                        first(status.git().problems())),
                                        c.id().hex())));
        status.git()
                .unusable()
                .ifPresent(because ->
                        put(
                                all,
                                new Notice(
                                        now,
                                        Topic.GIT,
                                        Optional.empty(),
                                        "Git cannot be used: " + because,
                                        "")));
        status.observed().remembered().quarantined().forEach(q -> put(all, quarantined(q, now)));
        held(status, all);
        return all;
    }

    private static void put(Map<String, Notice> all, Notice notice) {
        all.putIfAbsent(notice.key(), notice);
    }

    private static String first(List<Diagnostic> problems) {
        if (problems.isEmpty()) {
            return "nobody says why";
        }
        String first = problems.getFirst().at() + " " + problems.getFirst().problem();
        return problems.size() == 1 ? first : first + ", and " + (problems.size() - 1) + " more";
    }

    private static Notice quarantined(Remembered.Quarantine of, Instant now) {
        return new Notice(
                now,
                Topic.QUARANTINED,
                Optional.empty(),
                "commit %s is quarantined for profile %s: %s"
                        .formatted(of.commit().brief(), of.profile(), of.because()),
                of.commit().hex() + " " + of.profile());
    }

    private static void held(Status status, Map<String, Notice> all) {
        Instant now = status.observed().at();
        status.observed()
                .attempts()
                .forEach((machine, attempt) ->
                        attempt.stopped()
                                .ifPresent(stop -> held(all, now, machine, attempt, stop)));
        for (Plan.Held held : status.plan().held()) {
            if (isForHumans(held.rail())) {
                put(all, held(now, held.machine(), held.verb(), held.rail(), held.because()));
            }
        }
    }

    private static void held(
            Map<String, Notice> all,
            Instant now,
            MachineId machine,
            Attempt attempt,
            Attempt.Stop stop) {
        put(all, held(now, machine, attempt.goal().label(), stop.rail(), stop.because()));
    }

    /// Whoever asked for it knows, and for the rest waiting is enough.
    private static boolean isForHumans(Rail rail) {
        return rail != Rail.OPERATOR && !rail.opensWithTime();
    }

    private static Notice held(
            Instant now, MachineId machine, String verb, Rail rail, String because) {
        return new Notice(
                now,
                Topic.HELD,
                Optional.of(machine),
                verb + " is held by " + rail + ": " + because,
                verb + " " + rail);
    }
}
