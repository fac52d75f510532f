/// DHCP version 4 (RFC 2131, 2132, 3396): bytes to records and back. It knows nothing of machines.
@NullMarked
package dev.bringup.netboot.dhcp;

import org.jspecify.annotations.NullMarked;
