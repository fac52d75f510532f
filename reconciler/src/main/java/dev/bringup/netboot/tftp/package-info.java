/// TFTP (RFC 1350, 2347 to 2349, 7440): bytes to records and back.
@NullMarked
package dev.bringup.netboot.tftp;

import org.jspecify.annotations.NullMarked;
