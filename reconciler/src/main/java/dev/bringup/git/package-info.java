/// Reads the state repository: one branch, below one path, straight from Git's object database. No
/// work tree, no hooks, no configuration of the user's.
@NullMarked
package dev.bringup.git;

import org.jspecify.annotations.NullMarked;
