package dev.bringup.lab.sim;

import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Who is in etcd. It hears what happens in the world: who makes the cluster begins it, and control
/// planes that join become part of it.
final class SimEtcd {

    private static final Duration NEXT = Duration.ofMinutes(1);

    private static final Sha256 DIGEST = new Sha256("e".repeat(64));

    /// What it runs on.
    interface Around {
        boolean isOn(MachineId machine);

        /// All that it held is gone.
        void lose();
    }

    private final Agenda agenda;
    private final Chaos chaos;
    private final Consumer<Deed> log;
    private final Set<MachineId> planes;
    private final Around around;
    private final Set<MachineId> members = new TreeSet<>();

    /// The one that does not run although its machine does.
    private Optional<MachineId> dead = Optional.empty();

    SimEtcd(Agenda agenda, Chaos chaos, Consumer<Deed> log, Set<MachineId> planes, Around around) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.log = log;
        this.planes = Set.copyOf(planes);
        this.around = around;
        if (!planes.isEmpty()) {
            agenda.in(NEXT, this::goOn);
        }
    }

    private void goOn() {
        if (members.size() > 2 && dead.isEmpty() && chaos.strikes(Fault.ETCD_DIES)) {
            MachineId id = List.copyOf(members).get(chaos.pick(members.size()));
            dead = Optional.of(id);
            log.accept(new Deed.MemberTurned(agenda.now(), id, false));
            agenda.in(chaos.between(300_000, 5_400_000), () -> revive(id));
        }
        agenda.in(NEXT, this::goOn);
    }

    private void revive(MachineId id) {
        if (dead.equals(Optional.of(id))) {
            dead = Optional.empty();
            log.accept(new Deed.MemberTurned(agenda.now(), id, true));
        }
    }

    private boolean runs(MachineId id) {
        return around.isOn(id) && !dead.equals(Optional.of(id));
    }

    /// Whether just those are in it that should be.
    boolean isOf(Desired want) {
        Set<MachineId> should = new TreeSet<>();
        want.machines().values().stream()
                .filter(machine -> planes.contains(machine.id()))
                .filter(machine -> machine.intent().state() != Want.RELEASED)
                .forEach(machine -> should.add(machine.id()));
        return should.equals(members);
    }

    void hear(Deed deed) {
        if (deed instanceof Deed.Founded(Instant at, MachineId id)) {
            members.clear();
            add(at, id);
        } else if (deed instanceof Deed.Restored(Instant at, MachineId id)) {
            members.clear();
            add(at, id);
        } else if (deed instanceof Deed.DiskWritten written
                && members.equals(Set.of(written.machine()))) {
            members.clear();
            around.lose();
        } else if (deed instanceof Deed.Joined(Instant at, MachineId id, _)
                && planes.contains(id)) {
            add(at, id);
        }
    }

    private void add(Instant at, MachineId id) {
        revive(id);
        if (members.add(id)) {
            log.accept(new Deed.MemberAdded(at, id));
        }
    }

    /// Whether anything can be asked of it there: more than half have to agree.
    boolean serves(MachineId by) {
        long up = members.stream().filter(this::runs).count();
        return members.contains(by) && runs(by) && up > members.size() / 2;
    }

    List<Etcd.Member> list() {
        return members.stream()
                .map(id -> new Etcd.Member("m-" + id, id.name(), id.name(), runs(id)))
                .toList();
    }

    Etcd.Snapshot save(MachineId by) {
        log.accept(new Deed.Saved(agenda.now(), by));
        return new Etcd.Snapshot(agenda.now(), by, DIGEST, 1);
    }

    /// False when those that stay would be too few, which etcd does not do.
    boolean remove(MachineId id) {
        long up = members.stream().filter(m -> !m.equals(id)).filter(this::runs).count();
        boolean enough = !members.contains(id) || up > (members.size() - 1) / 2;
        if (enough && members.remove(id)) {
            revive(id);
            log.accept(new Deed.MemberRemoved(agenda.now(), id));
        }
        return enough;
    }
}
