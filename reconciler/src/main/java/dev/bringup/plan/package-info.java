/// Decides: desired and observed in, the next steps and what is held out. Pure.
@NullMarked
package dev.bringup.plan;

import org.jspecify.annotations.NullMarked;
