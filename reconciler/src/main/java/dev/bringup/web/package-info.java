/// The console and the API over HTTP. It shows; what changes something needs the token.
@NullMarked
package dev.bringup.web;

import org.jspecify.annotations.NullMarked;
