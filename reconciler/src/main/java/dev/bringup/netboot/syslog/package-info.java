/// Log lines as machines send them over UDP: bytes to values and back.
@NullMarked
package dev.bringup.netboot.syslog;

import org.jspecify.annotations.NullMarked;
