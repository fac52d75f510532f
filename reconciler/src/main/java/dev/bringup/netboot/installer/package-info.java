/// Makes the kernel and the initrd of our installer from what a Debian system has: files in, files
/// out, and the same bytes each time.
@NullMarked
package dev.bringup.netboot.installer;

import org.jspecify.annotations.NullMarked;
