/// The network boot stack: DHCP, TFTP and boot HTTP. Codecs stand in sub-packages, decisions in
/// pure policies, sockets in handlers.
@NullMarked
package dev.bringup.netboot;

import org.jspecify.annotations.NullMarked;
