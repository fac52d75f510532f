package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Whether a rollout keeps what it was promised to keep: its hours, its order and how much of it is
/// begun; that etcd is not put at risk; that steps come before the join; and that there is one
/// cluster. Judged from deeds alone.
final class Proof {

    private final Invariants.Promise promise;
    private final Firsts firsts;
    private final Begun begun;
    private Planes planes = new Planes(Set.of());
    private Prepared prepared = new Prepared(Set.of());

    /// Those that know all that they need.
    private final List<Function<Deed, Optional<String>>> others =
            List.of(new Skewed()::judge, new Muted()::judge, new Lonely()::judge);

    private Births births = new Births(Set.of());

    Proof(Invariants.Promise promise) {
        this.promise = promise;
        firsts = new Firsts(promise);
        begun = new Begun(promise.limits());
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
        firsts.hear(deed);
        Optional<String> many = begun.judge(deed);
        Optional<String> second = births.judge(deed);
        // Each of them hears everything.
        List<String> said = others.stream().flatMap(judge -> judge.apply(deed).stream()).toList();
        return planes.judge(deed)
                .or(() -> said.stream().findFirst())
                .or(() -> early)
                .or(() -> second)
                .or(() -> many);
    }

    void given(Deed.DiskWritten written) {
        firsts.given(written);
    }

    void ready(MachineId id, Instant at) {
        firsts.ready(id, at);
    }

    Optional<String> broken(Deed.DiskWritten written) {
        MachineId id = written.machine();
        if (!promise.mayWrite().test(written.at())) {
            return Optional.of(id + " was reimaged outside its hours");
        }
        return firsts.broken(written);
    }
}
