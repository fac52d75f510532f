/// Values as text and JSON for people and scripts. Pure.
@NullMarked
package dev.bringup.view;

import org.jspecify.annotations.NullMarked;
