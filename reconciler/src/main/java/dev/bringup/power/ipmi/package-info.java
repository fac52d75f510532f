/// IPMI 2.0 over LAN (RMCP+): packets, the key exchange and chassis commands as values, for a
/// console and for a BMC. No sockets and no clock.
@NullMarked
package dev.bringup.power.ipmi;

import org.jspecify.annotations.NullMarked;
