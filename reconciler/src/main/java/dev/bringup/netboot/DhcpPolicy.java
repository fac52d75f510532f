package dev.bringup.netboot;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Roster;
import dev.bringup.model.Sighting;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Decides what a DHCP client is told, from its packet and the accepted commit alone: every replica
/// gives the same answer without a lease database. A machine is known by its hardware address,
/// never by its client identifier: systemd-networkd sends another one than the firmware did, and a
/// fresh one after each reinstall.
final class DhcpPolicy {

    sealed interface Answer {
        record Send(DhcpMessage reply, Route route) implements Answer {}

        record Ignore(String because) implements Answer {}

        /// A client that is no machine of ours, in a network that has addresses for such.
        record Stranger(MessageType type, Mac mac, ClusterSpec.Network network) implements Answer {}
    }

    /// Where a reply goes (RFC 2131 section 4.1).
    sealed interface Route {
        /// To everybody on the segment: all clients we know accept it, whatever flag they set.
        record Everybody() implements Route {}

        record Client(Ip4 address) implements Route {}

        record Relay(Ip4 address) implements Route {}

        /// Back to the port it came from: firmware waits there, and it is not always 68.
        record Asker() implements Route {}
    }

    /// What we call ourselves.
    record Self(Ip4 address, Here here, Duration lease, Programs programs) {
        Self(Ip4 address, Here here, Duration lease) {
            this(address, here, lease, Programs.PLAIN);
        }

        /// To machines that have their addresses of us, or of another.
        Self where(ClusterSpec.DhcpMode mode) {
            return switch (mode) {
                case PROXY ->
                        // Most have no chain, and each packet asks.
                        programs.equals(Programs.PLAIN)
                                ? this
                                : new Self(address, here, lease, programs.beside());
                case AUTHORITATIVE, OFF -> this;
            };
        }
    }

    private final Desired desired;
    private final Self self;

    private DhcpPolicy(Desired desired, Self self) {
        this.desired = desired;
        this.self = self;
    }

    /// What is answered at the port of DHCP servers.
    static Answer answer(DhcpMessage request, Optional<Roster> roster, Self self) {
        return known(
                request,
                roster,
                self,
                (type, machine, accepted) ->
                        switch (accepted.cluster().network().dhcp()) {
                            case AUTHORITATIVE ->
                                    new DhcpPolicy(accepted, self).answer(type, request, machine);
                            case PROXY ->
                                    new ProxyPolicy(self.where(ClusterSpec.DhcpMode.PROXY))
                                            .answer(type, request);
                            case OFF -> new Answer.Ignore("the cluster's dhcp is off");
                        });
    }

    /// What is answered at the port where firmware asks that has its address already.
    static Answer boot(DhcpMessage request, Optional<Roster> roster, Self self) {
        Answer answer =
                known(
                        request,
                        roster,
                        self,
                        (type, _, accepted) ->
                                switch (accepted.cluster().network().dhcp()) {
                                    case AUTHORITATIVE, PROXY ->
                                            new ProxyPolicy(
                                                            self.where(
                                                                    accepted.cluster()
                                                                            .network()
                                                                            .dhcp()))
                                                    .boot(type, request);
                                    case OFF -> new Answer.Ignore("the cluster's dhcp is off");
                                });
        return answer
                        instanceof
                        Answer.Stranger(MessageType type, Mac mac, ClusterSpec.Network seen)
                ? isInspected(seen)
                        ? new ProxyPolicy(self.where(seen.dhcp())).boot(type, request)
                        : nobody(mac)
                : answer;
    }

    /// We give a stranger an address, or we say what to boot beside a server that did.
    private static boolean isAnswered(ClusterSpec.Network seen) {
        return switch (seen.dhcp()) {
            case AUTHORITATIVE -> seen.reach().pool().isPresent();
            case PROXY -> isInspected(seen);
            case OFF -> false;
        };
    }

    static boolean isInspected(ClusterSpec.Network seen) {
        return seen.reach().strangers() == ClusterSpec.Strangers.INSPECT;
    }

    private static Answer nobody(Mac mac) {
        return new Answer.Ignore("no machine has MAC " + mac.text());
    }

    private interface Told {
        Answer answer(MessageType type, MachineSpec machine, Desired accepted);
    }

    /// Our machines are told what is theirs, in the network where it is of use to them.
    private static Answer known(
            DhcpMessage request, Optional<Roster> roster, Self self, Told told) {
        if (request.op() != DhcpMessage.Op.REQUEST) {
            return new Answer.Ignore("a reply of another server");
        }
        if (roster.isEmpty()) {
            return new Answer.Ignore("no commit is accepted yet");
        }
        Optional<Mac> mac = mac(request);
        Optional<MessageType> type = request.options().type();
        if (mac.isEmpty() || type.isEmpty()) {
            return new Answer.Ignore(
                    mac.isEmpty()
                            ? "no machine has MAC " + request.hardwareAddress()
                            : "plain BOOTP");
        }
        Desired desired = roster.get().desired();
        ClusterSpec.Network network = desired.cluster().network();
        Optional<MachineSpec> machine = roster.get().byMac(mac.get());
        if (machine.isEmpty()) {
            return stranger(type.get(), request, mac.get(), network, self);
        }
        MachineSpec asking = machine.get();
        return Origin.of(request)
                .refused(asking.id().name(), asking.address(), network, self.address())
                .<Answer>map(Answer.Ignore::new)
                .orElseGet(() -> told.answer(type.get(), asking, desired));
    }

    /// Whether it gets an address of the pool is not a function of the commit alone.
    private static Answer stranger(
            MessageType type,
            DhcpMessage request,
            Mac mac,
            ClusterSpec.Network network,
            Self self) {
        Origin origin = Origin.of(request);
        Optional<String> refused = origin.unknownRelay(network);
        if (refused.isPresent()) {
            return new Answer.Ignore(refused.get());
        }
        return origin.network(network, self.address())
                .filter(DhcpPolicy::isAnswered)
                .<Answer>map(seen -> new Answer.Stranger(type, mac, seen))
                .orElseGet(() -> nobody(mac));
    }

    /// The hardware address, if it can be a machine's.
    static Optional<Mac> mac(DhcpMessage request) {
        try {
            return Optional.of(Mac.of(request.hardwareAddress().bytes()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Which program on the machine is asking.
    static Sighting.Packet asker(DhcpMessage request) {
        return switch (BootFiles.asker(request.options())) {
            case IPXE -> Sighting.Packet.IPXE_DHCP;
            case PXE, HTTP_BOOT -> Sighting.Packet.FIRMWARE_DHCP;
            case SYSTEM -> Sighting.Packet.OS_DHCP;
        };
    }

    private Answer answer(MessageType type, DhcpMessage request, MachineSpec machine) {
        return switch (type) {
            case DISCOVER -> lease(MessageType.OFFER, request, machine);
            case REQUEST -> request(request, machine);
            case INFORM -> inform(request, machine);
            case RELEASE -> new Answer.Ignore("the address stays " + machine.id() + "'s");
            case DECLINE ->
                    new Answer.Ignore(
                            machine.id()
                                    + " says that somebody else uses its address "
                                    + machine.address());
            case OFFER, ACK, NAK -> new Answer.Ignore(type + " is for servers to send");
        };
    }

    private Answer request(DhcpMessage request, MachineSpec machine) {
        DhcpReply reply = new DhcpReply(request, self);
        int wanted = reply.wanted();
        return reply.elsewhere()
                .orElseGet(() ->
                        wanted == machine.address().bits()
                                ? lease(MessageType.ACK, request, machine)
                                : reply.nak(
                                        new Ip4(wanted)
                                                + " is not "
                                                + machine.id()
                                                + "'s address "
                                                + machine.address()));
    }

    private Answer lease(MessageType type, DhcpMessage request, MachineSpec machine) {
        DhcpReply reply = new DhcpReply(request, self);
        Options options = reply.leased(common(type, reply, machine));
        return send(reply, options, machine.address().bits(), machine);
    }

    /// The client has an address already and only asks for the rest.
    private Answer inform(DhcpMessage request, MachineSpec machine) {
        DhcpReply reply = new DhcpReply(request, self);
        return send(reply, common(MessageType.ACK, reply, machine), 0, machine);
    }

    private Answer send(DhcpReply reply, Options options, int yours, MachineSpec machine) {
        BootFiles.Boot boot = BootFiles.boot(reply.request(), self);
        return reply.send(options, yours, boot, reply.route(machine.address()));
    }

    private Options common(MessageType type, DhcpReply reply, MachineSpec machine) {
        ClusterSpec.Network network = desired.cluster().network();
        Options ours = reply.common(type, network.at(machine.address()).orElse(network));
        Options all = ours;
        for (Map.Entry<Integer, String> option : desired.dhcpOptions(machine).entrySet()) {
            if (ours.get(option.getKey()).isEmpty()) {
                all = all.with(option.getKey(), new Octets(option.getValue()));
            }
        }
        return all.with(Options.HOSTNAME, Octets.text(machine.id().name()));
    }
}
