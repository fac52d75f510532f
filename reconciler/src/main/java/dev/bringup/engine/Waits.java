package dev.bringup.engine;

import dev.bringup.lifecycle.Decision;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Ours.Wait;
import dev.bringup.model.Ours.Why;
import dev.bringup.model.Ours;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What machines wait for that is ours: counted from look to look, told to the timeline when a
/// phase ends. Kept in memory only, so of what was under way at a start nothing is known.
final class Waits {

    /// Steps of the road; who is kept awake or is to be labelled waits for nothing.
    private static final Set<String> ROAD =
            Set.of("drain", "wake", "reboot", "reimage", "wipe", "bootstrap", "join");

    /// How a machine stands that a commit speaks of is known by then.
    private static final Duration KNOWN = Duration.ofMinutes(1);

    private final Map<MachineId, Account> accounts = new HashMap<>();

    /// What a commit changed, for those that did nothing about it yet.
    private final Map<MachineId, News> news = new HashMap<>();

    private Optional<Instant> asked = Optional.empty();

    /// Whether a process before this one left machines waiting that nobody counted.
    private boolean resumes;

    private record News(Instant since, Instant accepted) {}

    private record Cause(Why why, String by) {}

    /// Of one machine: since when it has something to do, if anybody knows, and what it waited for
    /// and no timeline has yet.
    private static final class Account {
        private final Optional<Instant> since;
        private final Map<Cause, Duration> spent = new LinkedHashMap<>();
        private Optional<Cause> cause = Optional.empty();
        private Instant from = Instant.MIN;
        private Optional<Instant> told = Optional.empty();

        Account(Optional<Instant> since) {
            this.since = since;
        }

        void waitsFor(Optional<Cause> next, Instant now) {
            charge(now);
            cause = next;
        }

        void charge(Instant now) {
            cause.ifPresent(c -> spend(c, from, now));
            from = now;
        }

        void spend(Cause on, Instant begin, Instant end) {
            spent.merge(on, Duration.between(begin, end), Duration::plus);
        }
    }

    /// `accepted` is what the journal says was in force.
    void start(Optional<?> accepted, Instant now) {
        asked = Optional.of(now);
        resumes = accepted.isPresent();
    }

    /// A look at Git came back, and what it brought was judged: what the next one finds was not
    /// there before this.
    void fetched(Instant now) {
        asked = Optional.of(now);
    }

    /// A commit is in force. What it changes waited since it was made, but no longer than since Git
    /// was asked last.
    void accepted(Optional<Desired> before, Desired next, Instant now) {
        if (resumes) {
            return;
        }
        Instant made = next.commit().time();
        Instant earliest = asked.orElse(now);
        Instant since = made.isAfter(now) ? now : made.isAfter(earliest) ? made : earliest;
        for (MachineSpec machine : next.machines().values()) {
            if (!before.flatMap(d -> d.machine(machine.id())).equals(Optional.of(machine))) {
                news.put(machine.id(), new News(since, now));
            }
        }
    }

    /// What each machine waits for from now on.
    void look(Plan plan, Observed observed, Instant now) {
        Map<MachineId, Cause> causes = new HashMap<>();
        Set<MachineId> moving = new HashSet<>(observed.attempts().keySet());
        for (Plan.Held held : plan.held()) {
            // What has to wait until its disk is written does not wait for us.
            if (ROAD.contains(held.verb()) && held.rail() != Rail.R7) {
                causes.putIfAbsent(held.machine(), new Cause(Why.QUEUE, held.rail().name()));
            }
        }
        plan.retrying().forEach(id -> causes.put(id, new Cause(Why.RETRY, "")));
        moving.addAll(causes.keySet());
        plan.now().stream()
                .map(Plan.Step::action)
                .filter(action -> ROAD.contains(action.verb()))
                .forEach(action -> moving.add(action.machine()));
        observed.inFlight().values().stream()
                .map(Observed.InFlight::action)
                .filter(action -> ROAD.contains(action.verb()))
                .forEach(action -> moving.add(action.machine()));
        accounts.keySet().retainAll(moving);
        news.entrySet()
                .removeIf(e ->
                        !moving.contains(e.getKey())
                                && now.isAfter(e.getValue().accepted().plus(KNOWN)));
        Optional<Instant> since = Optional.of(now).filter(_ -> !resumes);
        for (MachineId id : moving) {
            accounts.computeIfAbsent(id, _ -> new Account(since))
                    .waitsFor(Optional.ofNullable(causes.get(id)), now);
        }
        resumes = false;
    }

    /// A machine that is told to ask again waits for us, but while its own steps are run.
    void answered(Attempt attempt, Decision decision, Instant now) {
        boolean later =
                decision.reply() instanceof Decision.Reply.Now(BootAnswer.Wait _)
                        && !attempt.stepsDue();
        answered(attempt.machine(), later ? Answered.LATER : Answered.NOW, now);
    }

    /// A machine was told to ask again later, or was not.
    void answered(MachineId id, Answered how, Instant now) {
        Account account = accounts.computeIfAbsent(id, _ -> new Account(Optional.of(now)));
        // What a rail holds is counted already.
        account.told
                .filter(_ -> account.cause.isEmpty())
                .ifPresent(told -> account.spend(new Cause(Why.TOLD, ""), told, now));
        account.told = Optional.of(now).filter(_ -> how == Answered.LATER);
    }

    enum Answered {
        NOW,
        LATER
    }

    /// What was counted before an attempt; empty if nobody counted all of it. A commit that nobody
    /// knew what to do about yet was polled for until then.
    Optional<Ours> opening(MachineId id, By by, Instant now) {
        Account account = accounts.computeIfAbsent(id, _ -> new Account(Optional.of(now)));
        Optional<News> change =
                Optional.ofNullable(news.remove(id)).filter(_ -> by == By.THE_COMMIT);
        List<Wait> before = new ArrayList<>();
        change.ifPresent(n -> {
            Instant known = account.since.filter(n.accepted()::isBefore).orElse(n.accepted());
            Duration took = Duration.between(n.since(), known);
            before.add(new Wait(Optional.empty(), Why.POLL, "", took));
        });
        before.addAll(spent(account, Optional.empty(), now));
        return change.map(News::since)
                .or(() -> account.since)
                .map(since -> new Ours(since, List.of()).with(before));
    }

    /// What asked for an attempt.
    enum By {
        THE_COMMIT,
        /// Its policy, or the machine itself.
        ANOTHER
    }

    /// What was waited for in this phase, which ends.
    List<Wait> during(MachineId id, Phase phase, Instant now) {
        return Optional.ofNullable(accounts.get(id))
                .map(account -> spent(account, Optional.of(phase), now))
                .orElse(List.of());
    }

    /// Its attempt ended: what comes after it is counted anew.
    void forget(MachineId id) {
        accounts.remove(id);
    }

    private static List<Wait> spent(Account account, Optional<Phase> during, Instant now) {
        account.charge(now);
        List<Wait> waits = new ArrayList<>();
        account.spent.forEach(
                (cause, time) -> waits.add(new Wait(during, cause.why(), cause.by(), time)));
        account.spent.clear();
        return waits;
    }
}
