package dev.bringup.lab.sim;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Whether a rollout keeps what it was promised to keep: its hours, and that the others follow only
/// when the first have proved what they were given; that etcd is not put at risk; that steps come
/// before the join; and that there is one cluster. Judged from deeds alone.
final class Proof {

    private final Invariants.Promise promise;
    private final Map<MachineId, Given> given = new TreeMap<>();
    private Planes planes = new Planes(Set.of());
    private final Stranded stranded = new Stranded();
    private Prepared prepared = new Prepared(Set.of());
    private final Skewed skewed = new Skewed();
    private Births births = new Births(Set.of());

    /// What a machine was given last, and since when it has been in the cluster with it.
    private record Given(Fingerprint what, Optional<Instant> ready) {

        Given readyAt(Instant at) {
            return new Given(what, ready.or(() -> Optional.of(at)));
        }
    }

    Proof(Invariants.Promise promise) {
        this.promise = promise;
    }

    void guard(Set<MachineId> controlPlanes) {
        planes = new Planes(controlPlanes);
    }

    void expectSteps(Set<MachineId> machines) {
        prepared = new Prepared(machines);
    }

    void expectBirth(Set<MachineId> controlPlanes) {
        births = new Births(controlPlanes);
    }

    Optional<String> risky(Deed deed) {
        Optional<String> early = prepared.judge(deed);
        stranded.hear(deed);
        Optional<String> second = births.judge(deed);
        Optional<String> newer = skewed.judge(deed);
        return planes.judge(deed).or(() -> newer).or(() -> early).or(() -> second);
    }

    void given(Deed.DiskWritten written) {
        given.put(written.machine(), new Given(written.now(), Optional.empty()));
    }

    void ready(MachineId id, Instant at) {
        given.computeIfPresent(id, (_, g) -> g.readyAt(at));
    }

    Optional<String> broken(Deed.DiskWritten written) {
        MachineId id = written.machine();
        if (!promise.mayWrite().test(written.at())) {
            return Optional.of(id + " was reimaged outside its hours");
        }
        return promise.first().contains(id) || stranded.has(id)
                ? Optional.empty()
                : promise.first().stream()
                        .filter(first -> !isProven(first, written))
                        .findFirst()
                        .map(first -> id + " was reimaged before " + first + " had proved it");
    }

    private boolean isProven(MachineId first, Deed.DiskWritten written) {
        return Optional.ofNullable(given.get(first))
                .filter(g -> g.what().equals(written.now()))
                .flatMap(Given::ready)
                .filter(ready -> !ready.plus(promise.alone()).isAfter(written.at()))
                .isPresent();
    }
}
