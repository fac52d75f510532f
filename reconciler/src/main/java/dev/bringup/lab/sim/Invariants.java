package dev.bringup.lab.sim;

import java.util.function.Predicate;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What must never happen, judged from deeds alone after each of them. Knows nothing of the plan.
public final class Invariants {

    /// Between a machine's way out of service and back into it, no more than so many others.
    private final int reimagesAtOnce;

    private final Map<MachineId, Instant> reimaging = new TreeMap<>();
    private final Map<AttemptId, Integer> wholeWrites = new HashMap<>();
    private final Set<MachineId> removed = new HashSet<>();

    /// What a rollout was promised: who goes first and for how long alone, and when an older
    /// installation may be written over.
    public record Promise(
            Set<MachineId> first,
            Duration alone,
            Predicate<Instant> mayWrite,
            int stormPercent,
            Limits limits) {

        public static final Promise NONE = new Promise(Set.of(), Duration.ZERO, _ -> true);

        public Promise(Set<MachineId> first, Duration alone, Predicate<Instant> mayWrite) {
            this(first, alone, mayWrite, 100, Limits.NONE);
        }

        public Promise(
                Set<MachineId> first,
                Duration alone,
                Predicate<Instant> mayWrite,
                int stormPercent) {
            this(first, alone, mayWrite, stormPercent, Limits.NONE);
        }
    }

    /// How often a commit may fail on who goes first, how many machines may be replaced in an hour,
    /// and how many of a hundred by one commit that nobody approved.
    public record Limits(int tries, int perHour, int perCommitPercent) {
        public static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, 100);
    }

    private final Silence silence;

    private final Custody custody = new Custody();

    private final Proof proof;

    public Invariants(int reimagesAtOnce) {
        this(reimagesAtOnce, Promise.NONE);
    }

    public Invariants(int reimagesAtOnce, Promise promise) {
        this.reimagesAtOnce = reimagesAtOnce;
        proof = new Proof(promise);
        silence = new Silence(promise.stormPercent());
    }

    /// From here on these hold etcd.
    public void guard(Set<MachineId> controlPlanes) {
        proof.guard(controlPlanes);
    }

    /// These control planes begin with no cluster.
    public void expectBirth(Set<MachineId> controlPlanes) {
        proof.expectBirth(controlPlanes);
    }

    /// From here on these have steps.
    public void expectSteps(Set<MachineId> machines) {
        proof.expectSteps(machines);
    }

    /// What is wrong with this deed, if anything is.
    public Optional<String> judge(Deed deed) {
        Optional<String> loud = silence.judge(deed);
        Optional<String> risky = proof.risky(deed);
        Optional<String> astray = custody.judge(deed);
        return loud.or(() -> risky).or(() -> astray).or(() -> others(deed));
    }

    private Optional<String> others(Deed deed) {
        return switch (deed) {
            case Deed.Stopped(_, MachineId id, boolean serving) ->
                    serving ? Optional.of(id + " was stopped while it served") : Optional.empty();
            case Deed.Commanded(_, MachineId id, Blast blast, boolean rival) ->
                    rival && blast != Blast.NOTHING
                            ? Optional.of(id + " was commanded while another reconciler led")
                            : Optional.empty();
            case Deed.DiskWritten written -> written(written);
            case Deed.NodeReady(Instant at, MachineId id) -> {
                reimaging.remove(id);
                proof.ready(id, at);
                yield Optional.empty();
            }
            // Nobody can know what was in flight: the budget counts from here on.
            case Deed.Forgotten(_, MachineId id) -> {
                reimaging.remove(id);
                yield Optional.empty();
            }
            case Deed.Removed(_, MachineId id) -> {
                reimaging.remove(id);
                removed.add(id);
                yield Optional.empty();
            }
            case Deed.Returned(_, MachineId id) -> {
                removed.remove(id);
                yield Optional.empty();
            }
            case Deed.Tended(_, MachineId id, boolean by) -> {
                reimaging.remove(id);
                if (by) {
                    removed.add(id);
                } else {
                    removed.remove(id);
                }
                yield Optional.empty();
            }
            case Deed.Leaked(_, MachineId id) ->
                    Optional.of("what is for " + id + " alone was given to somebody else");
            case Deed.StepsRun _,
                    Deed.Joined _,
                    Deed.Disputed _,
                    Deed.Asked _,
                    Deed.Failed _,
                    Deed.Approved _,
                    Deed.Alarmed _,
                    Deed.Arrived _,
                    Deed.Given _,
                    Deed.Released _,
                    Deed.Disowned _,
                    Deed.Runs _,
                    Deed.MemberAdded _,
                    Deed.MemberRemoved _,
                    Deed.Saved _,
                    Deed.MemberTurned _,
                    Deed.Restored _,
                    Deed.Buried _,
                    Deed.Exhumed _,
                    Deed.WipeBegun _,
                    Deed.Wiped _,
                    Deed.Founded _,
                    Deed.Cordoned _,
                    Deed.Drained _,
                    Deed.Uncordoned _,
                    Deed.NodeSilent _,
                    Deed.NodeDeleted _ ->
                    Optional.empty();
        };
    }

    private Optional<String> written(Deed.DiskWritten written) {
        MachineId id = written.machine();
        proof.given(written);
        switch (written.before()) {
            case FOREIGN -> {
                return Optional.of("the foreign disk of " + id + " was written");
            }
            case SAME -> {
                if (!silence.mayBeReplaced(id)) {
                    return Optional.of(id + " was installed again with what it had");
                }
                if (isSecond(written)) {
                    return Optional.of(id + " was wiped twice by one attempt");
                }
                reimaging.put(id, written.at());
            }
            case OWN_OLDER -> {
                Optional<String> broken = proof.broken(written);
                if (broken.isPresent()) {
                    return broken;
                }
                if (isSecond(written)) {
                    return Optional.of(id + " was wiped twice by one attempt");
                }
                // The engine hears of a removal a little later; that machine is nobody's service.
                if (!removed.contains(id)) {
                    reimaging.put(id, written.at());
                }
            }
            case BLANK, OWN_UNFINISHED -> {}
        }
        long busy =
                reimaging.values().stream()
                        .filter(since -> since.plus(Duration.ofHours(6)).isAfter(written.at()))
                        .count();
        return busy > reimagesAtOnce
                ? Optional.of(busy + " machines are being reimaged at once: " + reimaging.keySet())
                : Optional.empty();
    }

    /// An attempt may need more than one permit; it never needs to write over what is whole twice.
    private boolean isSecond(Deed.DiskWritten written) {
        return wholeWrites.merge(written.attempt(), 1, Integer::sum) > 1;
    }
}
