/// DNS (RFC 1035, 2782, 3596, 6891): bytes to records and back.
@NullMarked
package dev.bringup.netboot.dns;

import org.jspecify.annotations.NullMarked;
