package dev.bringup.model;

import java.util.Optional;

/// One way to change a machine's power. A ladder is a list of them, tried in order.
public sealed interface Rung {

    /// A magic packet; it can only switch on.
    record Wol(Optional<Ip4> broadcast, int port) implements Rung {}

    /// A BMC that speaks IPMI 2.0 over LAN.
    record Ipmi(Bmc bmc) implements Rung {}

    /// The machine's own operating system; it can only switch off or reboot.
    record Ssh() implements Rung {}

    /// Where a BMC is and how to log in to it.
    record Bmc(String name, Ip4 address, int port, SecretRef credentials, int cipherSuite) {}
}
