/// The network boot stack: DHCP, TFTP, boot HTTP and DNS. Codecs stand in sub-packages, decisions
/// in pure policies, sockets in handlers.
@NullMarked
package dev.bringup.netboot;

import org.jspecify.annotations.NullMarked;
