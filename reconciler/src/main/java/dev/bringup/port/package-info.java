/// What the engine needs from the world, as small interfaces and the messages that come back.
@NullMarked
package dev.bringup.port;

import org.jspecify.annotations.NullMarked;
