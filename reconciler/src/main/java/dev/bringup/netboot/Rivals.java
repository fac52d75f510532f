package dev.bringup.netboot;

import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Roster;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.port.Trouble;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Who else answers our machines, and who else has their addresses, by what is heard on the segment
/// anyway. Beside us in proxy mode one other server is as it should be, if it says nothing of what
/// to boot.
final class Rivals {

    /// `kind` and `how` are for the metric.
    record Conflict(String kind, String how, Trouble trouble) {}

    private static final String ABOUT = "other DHCP";
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(10);
    private static final int MOST = 16;

    private final Ip4 us;
    private final LongSupplier nanos;
    private final Map<Ip4, Long> servers = new LinkedHashMap<>();

    Rivals(Ip4 us, LongSupplier nanos) {
        this.us = us;
        this.nanos = nanos;
    }

    /// Whatever was heard, of clients and of servers.
    Optional<Conflict> heard(DhcpMessage message, Optional<Roster> roster) {
        Optional<Mac> mac = DhcpPolicy.mac(message);
        Optional<MessageType> type = message.options().type();
        return roster.isEmpty() || mac.isEmpty() || type.isEmpty()
                ? Optional.empty()
                : heard(type.get(), message, roster.get(), mac.get());
    }

    private Optional<Conflict> heard(
            MessageType type, DhcpMessage message, Roster roster, Mac mac) {
        return switch (type) {
            case OFFER, ACK ->
                    message.op() == DhcpMessage.Op.REPLY && isOurs(roster, mac)
                            ? other(message).flatMap(server -> answered(server, message, roster))
                            : Optional.empty();
            case REQUEST ->
                    message.op() == DhcpMessage.Op.REQUEST && isOurs(roster, mac)
                            ? other(message).flatMap(server -> conflict(server, "chosen", roster))
                            : Optional.empty();
            case DECLINE ->
                    message.op() == DhcpMessage.Op.REQUEST
                            ? roster.byMac(mac).map(Rivals::declined)
                            : Optional.empty();
            case DISCOVER, NAK, RELEASE, INFORM -> Optional.empty();
        };
    }

    /// Where strangers get addresses of us, nobody else should answer them either.
    private static boolean isOurs(Roster roster, Mac mac) {
        return roster.byMac(mac).isPresent()
                || roster.desired().cluster().network().reach().pool().isPresent();
    }

    private Optional<Ip4> other(DhcpMessage message) {
        return message.options()
                .u32(Options.SERVER)
                .filter(server -> server != us.bits())
                .map(Ip4::new);
    }

    private Optional<Conflict> answered(Ip4 server, DhcpMessage reply, Roster roster) {
        String file =
                reply.boot().file().isEmpty()
                        ? reply.options().text(Options.BOOT_FILE).orElse("")
                        : reply.boot().file();
        if (!file.isEmpty() && roster.desired().cluster().network().dhcp() != DhcpMode.OFF) {
            return Optional.of(boots(server, file, roster));
        }
        return conflict(server, "answered", roster);
    }

    private static Conflict boots(Ip4 server, String file, Roster roster) {
        boolean beside = roster.desired().cluster().network().dhcp() == DhcpMode.PROXY;
        return new Conflict(
                "boot",
                "answered",
                new Trouble(
                        Optional.empty(),
                        ABOUT,
                        "%s answers machines with a file to boot, %s, as we do"
                                .formatted(server, shown(file)),
                        beside
                                ? "take the boot file out of its configuration"
                                : "stop it, or set network.dhcp to proxy or off"));
    }

    /// It is anybody's text.
    private static String shown(String file) {
        String plain = file.replaceAll("[^ -~]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }

    private Optional<Conflict> conflict(Ip4 server, String how, Roster roster) {
        return switch (roster.desired().cluster().network().dhcp()) {
            case OFF -> Optional.empty();
            case AUTHORITATIVE ->
                    Optional.of(
                            new Conflict(
                                    "server",
                                    how,
                                    new Trouble(
                                            Optional.empty(),
                                            ABOUT,
                                            server
                                                    + " answers DHCP, too; machines take the answer"
                                                    + " that comes first",
                                            "stop it, or set network.dhcp to proxy or off")));
            case PROXY -> second(server, how);
        };
    }

    private synchronized Optional<Conflict> second(Ip4 server, String how) {
        long now = nanos.getAsLong();
        servers.values().removeIf(last -> now - last > FORGOTTEN);
        if (servers.size() < MOST || servers.containsKey(server)) {
            servers.put(server, now);
        }
        if (servers.size() < 2) {
            return Optional.empty();
        }
        String all =
                new TreeSet<>(servers.keySet().stream().map(Ip4::toString).toList())
                        .stream().collect(Collectors.joining(" and "));
        return Optional.of(
                new Conflict(
                        "server",
                        how,
                        new Trouble(
                                Optional.empty(),
                                ABOUT,
                                all + " give out addresses; beside us there is to be one server",
                                "stop all but one of them")));
    }

    private static Conflict declined(MachineSpec machine) {
        return taken(machine, "declined", "");
    }

    /// Somebody answers at an address that was just given out.
    static Conflict taken(MachineSpec machine, Mac by) {
        return taken(machine, "found", ", " + by.text() + ",");
    }

    /// The same at an address of the pool, before it is given out.
    static Conflict taken(Ip4 address, Mac by) {
        return new Conflict(
                "pool",
                "found",
                new Trouble(
                        Optional.empty(),
                        "address",
                        "somebody, %s, uses %s of network.pool without having it from us"
                                .formatted(by.text(), address),
                        "leave it out of the pool, or have it get its address by DHCP"));
    }

    private static Conflict taken(MachineSpec machine, String how, String by) {
        return new Conflict(
                "address",
                how,
                new Trouble(
                        Optional.of(machine.id()),
                        "address",
                        "somebody else%s uses %s, the address of %s"
                                .formatted(by, machine.address(), machine.id()),
                        "find it with arping, and give one of the two another address"));
    }
}
