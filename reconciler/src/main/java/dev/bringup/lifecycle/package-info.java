/// How a timeline, a permit and a boot move on when something happens. Pure.
@NullMarked
package dev.bringup.lifecycle;

import org.jspecify.annotations.NullMarked;
