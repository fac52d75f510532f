/// Renders the templates of a state repository: Jinja2 in a sandbox, strict, with a limit on all
/// that a template could use up.
@NullMarked
package dev.bringup.template;

import org.jspecify.annotations.NullMarked;
