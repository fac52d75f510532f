/// What the console and the command line both ask: the last picture, and what happened before it.
@NullMarked
package dev.bringup.query;

import org.jspecify.annotations.NullMarked;
