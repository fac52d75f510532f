/// The lab's Kubernetes API: small, its own, and enough for `kubectl` and for drains. All of it
/// runs on one event-loop thread, so nothing in it takes a lock.
@NullMarked
package dev.bringup.lab.api;

import org.jspecify.annotations.NullMarked;
