/// A simulated machine as a pure state machine: (state, stimulus) -> (state, emissions). The lab
/// puts it on real sockets, the simulation on a seeded event queue.
@NullMarked
package dev.bringup.lab.machine;

import org.jspecify.annotations.NullMarked;
