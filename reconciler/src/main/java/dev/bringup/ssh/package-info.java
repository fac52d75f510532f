/// Commands on machines over SSH, with the host key pinned.
@NullMarked
package dev.bringup.ssh;

import org.jspecify.annotations.NullMarked;
