package dev.bringup.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is known of the cluster itself: of the objects that we keep in it, and of its etcd.
/// `objects` is empty until somebody has looked, and again while what we did is not yet seen.
/// `since` is when what a step waits for last changed; `refused` is what was not taken.
public record AddonsSeen(
        Optional<Fact<SortedMap<ObjectKey, Applied>>> objects,
        Optional<Flight> inFlight,
        SortedMap<String, Instant> since,
        Optional<Refused> refused,
        Etcd etcd) {

    public static final AddonsSeen NOTHING =
            new AddonsSeen(
                    Optional.empty(),
                    Optional.empty(),
                    new TreeMap<>(),
                    Optional.empty(),
                    Etcd.UNKNOWN);

    /// An object of ours. `step` and `digest` are what it says itself; `unready` is why it is not
    /// healthy; `guard` is what would be lost with it.
    public record Applied(
            String step,
            Sha256 digest,
            State state,
            Optional<String> unready,
            Optional<String> guard) {}

    public enum State {
        AS_APPLIED,
        /// Somebody else wrote one of our fields.
        CHANGED,
        /// We applied it once and it is not there.
        GONE
    }

    /// Handed out. Past `until` we stop believing in it.
    public record Flight(long id, ClusterAction action, Instant since, Instant until) {}

    /// Nothing of this step is tried again before `notBefore`.
    public record Refused(String step, String verb, String because, Instant notBefore) {}

    public AddonsSeen {
        since = Collections.unmodifiableSortedMap(new TreeMap<>(since));
    }

    /// Just looked at. A step's wait begins again when what it waits for changes.
    public AddonsSeen looked(SortedMap<ObjectKey, Applied> now, Instant at) {
        TreeMap<String, Instant> waits = new TreeMap<>();
        for (String step : now.values().stream().map(Applied::step).distinct().toList()) {
            boolean same =
                    since.containsKey(step)
                            && objects.filter(f -> of(f.value(), step).equals(of(now, step)))
                                    .isPresent();
            waits.put(step, same ? since.get(step) : at);
        }
        Fact<SortedMap<ObjectKey, Applied>> fact =
                new Fact<>(Collections.unmodifiableSortedMap(now), "kubernetes", at);
        return new AddonsSeen(Optional.of(fact), inFlight, waits, refused, etcd);
    }

    /// How far a step is; that one pod more is ready is not a new beginning.
    private static List<?> of(SortedMap<ObjectKey, Applied> all, String step) {
        return all.values().stream()
                .filter(a -> a.step().equals(step))
                .map(a -> List.of(a.digest(), a.state(), a.unready().isPresent()))
                .toList();
    }

    public AddonsSeen flying(Optional<Flight> flight) {
        return new AddonsSeen(objects, flight, since, refused, etcd);
    }

    public AddonsSeen refusing(Optional<Refused> other) {
        return new AddonsSeen(objects, inFlight, since, other, etcd);
    }

    /// What is known is no longer true.
    public AddonsSeen unknown() {
        return new AddonsSeen(Optional.empty(), inFlight, since, refused, etcd);
    }

    public AddonsSeen with(Etcd other) {
        return new AddonsSeen(objects, inFlight, since, refused, other);
    }

    public boolean isPending(Instant now) {
        return inFlight.filter(f -> now.isBefore(f.until())).isPresent();
    }
}
