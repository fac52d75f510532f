/// Where everything is put together: the only place that knows all parts, the clock, chance and
/// threads.
@NullMarked
package dev.bringup.app;

import org.jspecify.annotations.NullMarked;
