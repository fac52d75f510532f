package dev.bringup.model;

import java.time.Duration;

/// Who leads: of all reconcilers of a cluster one acts. That is settled by a lease in Kubernetes.
public sealed interface Lead {

    /// Others take the lease when it was not renewed for so long.
    Duration LEASE = Duration.ofSeconds(30);

    /// Who renewed it last goes on for less: an answer takes its time, and clocks run apart.
    Duration TERM = Duration.ofSeconds(20);

    record Us() implements Lead {}

    record Other(String holder) implements Lead {}

    /// Kubernetes could not be asked.
    record Unknown(String because) implements Lead {}
}
