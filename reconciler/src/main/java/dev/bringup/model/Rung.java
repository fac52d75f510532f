package dev.bringup.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One way to change a machine's power. A ladder is a list of them, tried in order.
public sealed interface Rung {

    /// For people: by what, and where that is.
    default String text() {
        return switch (this) {
            case Wol wol ->
                    "wol"
                            + wol.device().map(device -> " by " + device).orElse("")
                            + wol.broadcast()
                                    .filter(_ -> wol.device().isEmpty())
                                    .map(to -> " to " + to + ":" + wol.port())
                                    .orElse("");
            case Ipmi(Bmc bmc) ->
                    "ipmi by %s at %s:%d".formatted(bmc.name(), bmc.address(), bmc.port());
            case Redfish(Service bmc) ->
                    "redfish by %s at %s:%d".formatted(bmc.name(), bmc.address(), bmc.port());
            case Libvirt domain ->
                    "libvirt by %s on %s".formatted(domain.domain(), domain.address());
            case Ssh _ -> "ssh";
            case Webhook hook -> "webhook at " + hook.url();
            case Command command -> "command " + command.run();
            case Manual _ -> "manual";
            case Pdu(List<Feed> feeds) ->
                    "pdu by " + String.join(" and ", feeds.stream().map(Feed::text).toList());
        };
    }

    /// Whether it can be asked if the machine is on.
    default boolean tellsPower() {
        return switch (this) {
            case Wol _, Ssh _, Webhook _, Command _, Manual _ -> false;
            case Ipmi _, Redfish _, Libvirt _, Pdu _ -> true;
        };
    }

    /// Magic packets; they can only switch on. With `device`, an interface of the reconciler's
    /// host, they are Ethernet frames that leave by it, and otherwise UDP. `secureOn` is the
    /// password that some network cards ask for.
    record Wol(
            Optional<Ip4> broadcast,
            int port,
            Optional<String> device,
            Optional<SecretRef> secureOn)
            implements Rung {

        public static Wol byUdp(Optional<Ip4> broadcast, int port) {
            return new Wol(broadcast, port, Optional.empty(), Optional.empty());
        }

        public Wol to(Ip4 otherwise) {
            return new Wol(broadcast.or(() -> Optional.of(otherwise)), port, device, secureOn);
        }
    }

    /// A BMC that speaks IPMI 2.0 over LAN.
    record Ipmi(Bmc bmc) implements Rung {}

    /// A BMC that speaks Redfish.
    record Redfish(Service bmc) implements Rung {}

    /// A virtual machine, switched by virsh over SSH. `hostKey` is the one key that the host may
    /// show, as in `known_hosts`.
    record Libvirt(
            Ip4 address,
            int port,
            String user,
            String hostKey,
            SecretRef key,
            String connect,
            String domain)
            implements Rung {}

    /// The machine's own operating system; it can only switch off or reboot.
    record Ssh() implements Rung {}

    /// All outlets that feed the machine: it is without power when the last of them is off.
    record Pdu(List<Feed> feeds) implements Rung {
        public Pdu {
            feeds = List.copyOf(feeds);
        }
    }

    /// An HTTP endpoint that switches; what it is sent is signed with the secret.
    record Webhook(String url, SecretRef secret) implements Rung {}

    /// A program on the reconciler's host, by its name in the folder that is for them.
    record Command(String run, Duration timeout) implements Rung {}

    /// Somebody who goes there.
    record Manual() implements Rung {}

    /// Where a BMC is and how to log in to it.
    record Bmc(String name, Ip4 address, int port, SecretRef credentials, int cipherSuite) {}

    /// Where a Redfish service is. `certificate` is the digest of the one that it must show;
    /// without it, the certificate must be good for the address. `system` is needed where there are
    /// several.
    record Service(
            String name,
            Ip4 address,
            int port,
            SecretRef credentials,
            Optional<Sha256> certificate,
            Optional<String> system,
            Netboot netboot) {}

    /// How firmware is told to boot from the network.
    enum Netboot {
        PXE,
        HTTP
    }

    /// One outlet, by the number that is printed beside it.
    record Feed(Strip strip, int outlet) {
        /// For people.
        public String text() {
            return "outlet " + outlet + " of PDU " + strip.name();
        }
    }

    /// A power distribution unit. An outlet that went off stays so for `minOff`: a power supply
    /// holds a charge, and a machine that never was without power does not start again.
    record Strip(
            String name,
            Ip4 address,
            int port,
            Dialect dialect,
            SecretRef credentials,
            Duration minOff,
            Optional<Snmp> snmp) {}

    /// How a unit of Digital Loggers is spoken to.
    enum Dialect {
        /// `/restapi/`, of the units since 2016.
        REST,
        /// The pages of the units before, and of later ones that allow it.
        CLASSIC
    }

    /// How a unit of another vendor is. `unit` is its place in a chain that answers at one address,
    /// `cord` the one of its cords that feeds the outlets; both count from 1.
    record Snmp(
            Vendor vendor,
            SnmpVersion version,
            SnmpAuth auth,
            SnmpPrivacy privacy,
            int unit,
            int cord) {

        public Snmp {
            // A journal from before there were chains has neither.
            unit = Math.max(1, unit);
            cord = Math.max(1, cord);
        }

        public Snmp(Vendor vendor, SnmpVersion version, SnmpAuth auth, SnmpPrivacy privacy) {
            this(vendor, version, auth, privacy, 1, 1);
        }
    }

    /// By whose table its outlets are found.
    enum Vendor {
        APC,
        RARITAN,
        EATON,
        SENTRY3,
        SENTRY4
    }

    enum SnmpVersion {
        V2C,
        V3
    }

    enum SnmpAuth {
        MD5,
        SHA,
        SHA256,
        SHA512
    }

    enum SnmpPrivacy {
        AES,
        DES
    }
}
