/// The journal on SQLite: what must survive a crash.
@NullMarked
package dev.bringup.store;

import org.jspecify.annotations.NullMarked;
