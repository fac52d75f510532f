package dev.bringup.lab.sim;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether the others follow only when the first have proved what they were given, and never when
/// it failed on one of them as often as it may. Judged from deeds alone.
final class Firsts {

    private final Invariants.Promise promise;
    private final Map<MachineId, Given> given = new TreeMap<>();
    private final Map<Failed, Integer> failures = new HashMap<>();
    private final Stranded stranded = new Stranded();

    /// What a machine was given last, and since when it has been in the cluster with it.
    private record Given(Fingerprint what, Optional<Instant> ready) {

        Given readyAt(Instant at) {
            return new Given(what, ready.or(() -> Optional.of(at)));
        }
    }

    /// What failed on whom.
    private record Failed(MachineId machine, Fingerprint what) {}

    Firsts(Invariants.Promise promise) {
        this.promise = promise;
    }

    void hear(Deed deed) {
        stranded.hear(deed);
        if (deed instanceof Deed.Failed(_, MachineId id, Fingerprint what)) {
            failures.merge(new Failed(id, what), 1, Integer::sum);
        }
    }

    void given(Deed.DiskWritten written) {
        given.put(written.machine(), new Given(written.now(), Optional.empty()));
    }

    void ready(MachineId id, Instant at) {
        given.computeIfPresent(id, (_, g) -> g.readyAt(at));
    }

    Optional<String> broken(Deed.DiskWritten written) {
        MachineId id = written.machine();
        if (promise.first().contains(id)) {
            return Optional.empty();
        }
        Optional<String> failed =
                promise.first().stream()
                        .filter(first -> hasFailed(first, written.now()))
                        .findFirst()
                        .map(first -> id + " was given what failed on " + first);
        return failed.or(() -> stranded.has(id) ? Optional.empty() : early(written));
    }

    private Optional<String> early(Deed.DiskWritten written) {
        return promise.first().stream()
                .filter(first -> !isProven(first, written))
                .findFirst()
                .map(first ->
                        written.machine() + " was reimaged before " + first + " had proved it");
    }

    private boolean hasFailed(MachineId first, Fingerprint what) {
        int times = failures.getOrDefault(new Failed(first, what), 0);
        return times >= promise.limits().tries();
    }

    private boolean isProven(MachineId first, Deed.DiskWritten written) {
        return Optional.ofNullable(given.get(first))
                .filter(g -> g.what().equals(written.now()))
                .flatMap(Given::ready)
                .filter(ready -> !ready.plus(promise.alone()).isAfter(written.at()))
                .isPresent();
    }
}
