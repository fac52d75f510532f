package dev.bringup.netboot;

import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Roster;
import dev.bringup.model.Sighting;
import dev.bringup.port.Tally;
import dev.bringup.port.Tape;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the servers look at and whom they tell. Everything in it returns at once: it is used on
/// event loops.
final class Watch {

    private static final int MOST_MET = 4096;

    private final Supplier<Optional<Desired>> desired;
    private final Consumer<Sighting> sightings;
    private final Tally tally;
    private final Conversations conversations = new Conversations();
    private final Map<Ip4, Mac> met = new ConcurrentHashMap<>();
    private volatile Optional<Roster> last = Optional.empty();

    Watch(Supplier<Optional<Desired>> desired, Consumer<Sighting> sightings, Tally tally) {
        this.desired = desired;
        this.sightings = sightings;
        this.tally = tally;
    }

    Optional<Desired> desired() {
        return desired.get();
    }

    Tally tally() {
        return tally;
    }

    /// The machines of the commit in force.
    Optional<Roster> roster() {
        Optional<Desired> now = desired.get();
        if (now.isEmpty()) {
            return Optional.empty();
        }
        Optional<Roster> known = last;
        Roster roster = known.isPresent() ? known.get().at(now.get()) : Roster.of(now.get());
        if (known.isEmpty() || !known.get().equals(roster)) {
            last = Optional.of(roster);
        }
        return Optional.of(roster);
    }

    /// A machine asked from an address that need not be its own in Git: beside another DHCP server
    /// that is as may be. Only what is kept goes by it, nothing that is decided.
    void met(Mac mac, Ip4 at) {
        boolean isElsewhere =
                roster().filter(r -> r.byAddress(at).isEmpty() && r.byMac(mac).isPresent())
                        .isPresent();
        if (isElsewhere && (met.size() < MOST_MET || met.containsKey(at))) {
            met.put(at, mac);
        }
    }

    /// Keeps a line that a machine logged.
    void log(Ip4 from, String line) {
        at(from).ifPresent(m -> tally.tape().line(m.id(), Tape.Track.BOOT, line));
    }

    boolean isMachine(Ip4 address) {
        return at(address).isPresent();
    }

    /// A machine is offered an address; whether it hears that, its next question shows.
    void offered(Mac mac, Optional<Ip4> relay, long now) {
        roster().flatMap(r -> r.byMac(mac))
                .flatMap(m -> conversations.offered(m.id(), relay, now))
                .ifPresent(tally.tape()::trouble);
    }

    /// It heard an offer, ours or another's.
    void requested(Mac mac) {
        roster().flatMap(r -> r.byMac(mac)).ifPresent(m -> conversations.requested(m.id()));
    }

    /// A transfer ended since nothing was heard any more.
    void silent(SocketAddress client, String file, TftpTransfer transfer) {
        at(client).ifPresent(m -> tally.tape().trouble(Diagnosis.silent(m.id(), file, transfer)));
    }

    /// Counts it, and tells of it.
    void conflict(Rivals.Conflict conflict) {
        tally.count("dhcp_conflicts", conflict.kind(), conflict.how());
        tally.tape().trouble(conflict.trouble());
    }

    /// Keeps a packet, if it is one of a machine of ours.
    void keep(Mac mac, InetSocketAddress from, InetSocketAddress to, ByteBuffer packet) {
        roster().flatMap(r -> r.byMac(mac))
                .ifPresent(m -> tally.tape().packet(m.id(), from, to, packet));
    }

    /// The same for one that names no hardware address.
    void keep(InetSocketAddress from, InetSocketAddress to, ByteBuffer packet) {
        at(from).ifPresent(m -> tally.tape().packet(m.id(), from, to, packet));
    }

    /// Keeps a request and how it was answered.
    void keep(SocketAddress from, Supplier<String> request) {
        at(from).ifPresent(m -> tally.tape().line(m.id(), Tape.Track.REQUESTS, request.get()));
    }

    /// The card of the machine that asks from there.
    Optional<Mac> macAt(SocketAddress address) {
        return at(address).map(MachineSpec::mac);
    }

    private Optional<MachineSpec> at(SocketAddress address) {
        return Sockets.ip4(address).flatMap(this::at);
    }

    private Optional<MachineSpec> at(Ip4 address) {
        Optional<Roster> now = roster();
        return now.flatMap(r -> r.byAddress(address))
                .or(() ->
                        Optional.ofNullable(met.get(address))
                                .flatMap(mac -> now.flatMap(r -> r.byMac(mac))));
    }

    /// Of a machine of ours: whoever makes up MAC addresses keeps nobody busy by it.
    void seen(Mac mac, Sighting.Packet packet, String detail) {
        if (roster().flatMap(r -> r.byMac(mac)).isPresent()) {
            sightings.accept(new Sighting.PacketSeen(mac, packet, detail));
        }
    }

    /// Something came from an address; whoever should have that address was seen.
    void seen(Ip4 from, Sighting.Packet packet, String detail) {
        roster().flatMap(r -> r.byAddress(from))
                .map(MachineSpec::mac)
                .ifPresent(mac -> sightings.accept(new Sighting.PacketSeen(mac, packet, detail)));
    }
}
