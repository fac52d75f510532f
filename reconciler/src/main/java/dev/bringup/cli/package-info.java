/// The command line: what was typed becomes a call of the program, what it says becomes text.
@NullMarked
package dev.bringup.cli;

import org.jspecify.annotations.NullMarked;
