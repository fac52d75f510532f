package dev.bringup.lab.sim;

import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Who is in etcd. It hears what happens in the world: who makes the cluster begins it, and control
/// planes that join become part of it.
final class SimEtcd {

    private static final Sha256 DIGEST = new Sha256("e".repeat(64));

    private final Agenda agenda;
    private final Consumer<Deed> log;
    private final Set<MachineId> planes;
    private final Predicate<MachineId> alive;
    private final Set<MachineId> members = new TreeSet<>();

    SimEtcd(Agenda agenda, Consumer<Deed> log, Set<MachineId> planes, Predicate<MachineId> alive) {
        this.agenda = agenda;
        this.log = log;
        this.planes = Set.copyOf(planes);
        this.alive = alive;
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
        } else if (deed instanceof Deed.Joined(Instant at, MachineId id, _)
                && planes.contains(id)) {
            add(at, id);
        }
    }

    private void add(Instant at, MachineId id) {
        if (members.add(id)) {
            log.accept(new Deed.MemberAdded(at, id));
        }
    }

    /// Whether anything can be asked of it there: more than half have to agree.
    boolean serves(MachineId by) {
        long up = members.stream().filter(alive).count();
        return members.contains(by) && alive.test(by) && up > members.size() / 2;
    }

    List<Etcd.Member> list() {
        return members.stream()
                .map(id -> new Etcd.Member("m-" + id, id.name(), id.name()))
                .toList();
    }

    Etcd.Snapshot save(MachineId by) {
        log.accept(new Deed.Saved(agenda.now(), by));
        return new Etcd.Snapshot(agenda.now(), by, DIGEST, 1);
    }

    void remove(MachineId id) {
        if (members.remove(id)) {
            log.accept(new Deed.MemberRemoved(agenda.now(), id));
        }
    }
}
