/// Kubernetes as the engine sees it: Nodes come in as sightings, verbs go out as patches and
/// evictions. Blocking, so that it reads from top to bottom; it is called on virtual threads.
@NullMarked
package dev.bringup.kube;

import org.jspecify.annotations.NullMarked;
