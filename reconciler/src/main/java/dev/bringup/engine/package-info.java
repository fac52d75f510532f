/// The loop: look, diff, step. It owns all state, runs on one thread and never waits.
@NullMarked
package dev.bringup.engine;

import org.jspecify.annotations.NullMarked;
