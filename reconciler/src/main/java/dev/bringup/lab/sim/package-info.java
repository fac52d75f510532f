/// The whole engine in a world with virtual time and a seed: one thread, no socket, no clock. One
/// seed is one history.
@NullMarked
package dev.bringup.lab.sim;

import org.jspecify.annotations.NullMarked;
