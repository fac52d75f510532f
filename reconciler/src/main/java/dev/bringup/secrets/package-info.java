/// What must not be known to others: the key that all of ours are made from, and where the
/// operator's secrets are read.
@NullMarked
package dev.bringup.secrets;

import org.jspecify.annotations.NullMarked;
