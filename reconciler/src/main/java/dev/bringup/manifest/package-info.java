/// The state repository's text becomes checked values: read (YAML with positions), judged by the
/// schemas, cross-referenced, and resolved into what one commit asks for.
@NullMarked
package dev.bringup.manifest;

import org.jspecify.annotations.NullMarked;
