package dev.bringup.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything known at one instant: what was seen, what we have asked for and not yet seen happen,
/// and what past attempts taught.
public record Observed(
        Moment moment,
        SortedMap<MachineId, Seen> seen,
        SortedMap<MachineId, InFlight> inFlight,
        SortedMap<MachineId, Attempt> attempts,
        SortedMap<MachineId, MachineSpec> leaving,
        List<Past> past,
        Around around) {

    /// An action handed out. Past `until` we stop believing in it and may ask again.
    public record InFlight(long id, Action action, Instant since, Instant until) {}

    /// An action that was done, put off or an attempt that failed: nothing of the same verb is
    /// tried again on this machine before `notBefore`.
    public record Past(
            MachineId machine,
            String verb,
            Cause cause,
            Instant at,
            Result result,
            Instant notBefore) {

        public Past(
                MachineId machine,
                String verb,
                Fingerprint goal,
                CommitId commit,
                Instant at,
                Result result,
                Instant notBefore) {
            this(machine, verb, Cause.of(goal, commit), at, result, notBefore);
        }

        public Fingerprint goal() {
            return cause.goal();
        }

        /// The same, tried again from then on.
        public Past until(Instant then) {
            return new Past(machine, verb, cause, at, result, then);
        }

        public CommitId commit() {
            return cause.commit();
        }
    }

    /// What something past was for, and as part of which attempt it was done.
    public record Cause(
            Fingerprint goal,
            CommitId commit,
            Optional<AttemptId> attempt,
            Optional<Policy.Cure> cure) {

        public static Cause of(Fingerprint goal, CommitId commit) {
            return new Cause(goal, commit, Optional.empty(), Optional.empty());
        }

        public static Cause of(Attempt attempt) {
            return new Cause(
                    attempt.spec().fingerprint(),
                    attempt.commit(),
                    Optional.of(attempt.id()),
                    attempt.cure());
        }
    }

    public enum Result {
        DONE,
        PUT_OFF,
        FAILED,
        /// It failed, and an operator lets it be tried again: budgets still count it.
        FORGIVEN
    }

    public Observed {
        seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
        inFlight = Collections.unmodifiableSortedMap(new TreeMap<>(inFlight));
        attempts = Collections.unmodifiableSortedMap(new TreeMap<>(attempts));
        leaving = Collections.unmodifiableSortedMap(new TreeMap<>(leaving));
        past = List.copyOf(past);
    }

    public Observed(
            Instant at,
            SortedMap<MachineId, Seen> seen,
            SortedMap<MachineId, InFlight> inFlight,
            SortedMap<MachineId, Attempt> attempts,
            SortedMap<MachineId, MachineSpec> leaving,
            List<Past> past,
            Around around) {
        this(Moment.of(at), seen, inFlight, attempts, leaving, past, around);
    }

    /// With nothing learnt from commits.
    public Observed(
            Instant at,
            SortedMap<MachineId, Seen> seen,
            SortedMap<MachineId, InFlight> inFlight,
            SortedMap<MachineId, Attempt> attempts,
            SortedMap<MachineId, MachineSpec> leaving,
            List<Past> past) {
        this(at, seen, inFlight, attempts, leaving, past, Around.NOTHING);
    }

    public Instant at() {
        return moment.at();
    }

    public Seen of(MachineId id) {
        return seen.getOrDefault(id, Seen.NOTHING);
    }

    public Optional<Attempt> attempt(MachineId id) {
        return Optional.ofNullable(attempts.get(id));
    }

    public Optional<Action> pending(MachineId id) {
        return Optional.ofNullable(inFlight.get(id))
                .filter(f -> at().isBefore(f.until()))
                .map(InFlight::action);
    }

    public Remembered remembered() {
        return around.remembered();
    }

    public Observed remembering(Remembered other) {
        return new Observed(
                moment, seen, inFlight, attempts, leaving, past, around.remembering(other));
    }

    public AddonsSeen addons() {
        return around.addons();
    }

    public Observed with(AddonsSeen other) {
        return new Observed(moment, seen, inFlight, attempts, leaving, past, around.with(other));
    }

    public static Observed nothing(Instant at) {
        return new Observed(
                at,
                new TreeMap<>(Map.of()),
                new TreeMap<>(Map.of()),
                new TreeMap<>(Map.of()),
                new TreeMap<>(Map.of()),
                List.of());
    }
}
