/// Tells people what happens: what is worth telling, how often, and by which way it goes.
@NullMarked
package dev.bringup.notify;

import org.jspecify.annotations.NullMarked;
