/// Power of machines: a ladder of ways to switch them on, off and over.
@NullMarked
package dev.bringup.power;

import org.jspecify.annotations.NullMarked;
