/// The nouns of the product: records and sealed types that print well and compare with `equals`.
@NullMarked
package dev.bringup.model;

import org.jspecify.annotations.NullMarked;
