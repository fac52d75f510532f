package dev.bringup.plan;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Desired;
import dev.bringup.model.Etcd;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState.Cordon;
import dev.bringup.model.Seen;
import dev.bringup.model.Sha256;
import java.time.Duration;
import java.util.stream.IntStream;

/// Three control planes of a cluster that was made here, and what etcd said of them.
final class ThreePlanes {

    private ThreePlanes() {}

    /// A snapshot and the members of that moment.
    static Etcd kept(int secondsAgo, int members) {
        return Etcd.UNKNOWN
                .keeping(
                        new Etcd.Snapshot(
                                Fleet.NOON.minusSeconds(secondsAgo),
                                Fleet.id(2),
                                new Sha256("0".repeat(64)),
                                1))
                .seeing(
                        IntStream.rangeClosed(1, members).mapToObj(ThreePlanes::member).toList(),
                        "n2",
                        Fleet.NOON.minus(Duration.ofSeconds(secondsAgo)));
    }

    static Etcd without(Etcd etcd, int n) {
        return etcd.seeing(
                etcd.members().orElseThrow().value().stream()
                        .filter(m -> !m.equals(member(n)))
                        .toList(),
                "n2",
                Fleet.NOON);
    }

    static Etcd.Member member(int n) {
        return new Etcd.Member("a" + n, "n" + n, "127.77.1." + n);
    }

    static Scene three(Cordon first) {
        return Scene.of(upgrade())
                .with(1, node(1, first))
                .with(2, node(1, Cordon.NONE))
                .with(3, node(1, Cordon.NONE));
    }

    static Seen node(int version, Cordon cordon) {
        return Scene.node(version, cordon).since(Fleet.NOON.minus(Duration.ofHours(1)));
    }

    static Desired upgrade() {
        return fleet(plane(1, 2, Want.JOINED), plane(2, 2, Want.JOINED), plane(3, 2, Want.JOINED));
    }

    static Desired fleet(MachineSpec... machines) {
        return Fleet.madeHere(Fleet.of(1, Fleet.ONE_AT_A_TIME, machines));
    }

    static MachineSpec plane(int n, int version, Want want) {
        MachineSpec spec = Fleet.machine(n, version, want);
        return Fleet.in(Role.CONTROL_PLANE, spec);
    }
}
