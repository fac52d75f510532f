/// The console and the API over HTTP. It only shows; nothing here changes anything.
@NullMarked
package dev.bringup.web;

import org.jspecify.annotations.NullMarked;
