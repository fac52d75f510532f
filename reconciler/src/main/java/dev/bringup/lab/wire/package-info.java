/// The virtual rack on real sockets: executes what the simulated machines of `lab.machine` emit,
/// and tells them what came of it.
@NullMarked
package dev.bringup.lab.wire;

import org.jspecify.annotations.NullMarked;
