package dev.bringup.kube;

import dev.bringup.model.Action.Blast;
import dev.bringup.model.Lead;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Our stake in a Lease called `bringup`. Who reads it compares no clocks: a lease has run out when
/// it did not change for its length, by the reader's own watch. Every write names the version it
/// was made from, so of two who try at once one fails.
public final class Leadership implements AutoCloseable {

    static final String NAMESPACE = "kube-system";
    private static final String NAME = "bringup";
    private static final int CONFLICT = 409;

    /// An answer that took longer says too little about now.
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final String namespace;
    private final String us;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private Optional<Sight> last = Optional.empty();
    private volatile Stand stand = new Stand(new Lead.Unknown("Kubernetes was not asked yet"), 0);

    /// A lease as it was first seen in this version.
    private record Sight(String version, long since) {}

    /// What the last campaign came to, and when it began.
    private record Stand(Lead lead, long since) {}

    Leadership(
            KubernetesClient client,
            String namespace,
            String us,
            InstantSource clock,
            LongSupplier nanos) {
        this.client = client;
        this.namespace = namespace;
        this.us = us;
        this.clock = clock;
        this.nanos = nanos;
    }

    /// Renews our lease, or takes one that nobody renews. Blocks.
    public synchronized Lead campaign() {
        long began = nanos.getAsLong();
        Lead lead;
        try {
            lead = Optional.ofNullable(lease().get()).map(this::take).orElseGet(this::begin);
        } catch (KubernetesClientException e) {
            lead =
                    e.getCode() == CONFLICT
                            ? new Lead.Unknown("somebody else reached for the lease just now")
                            : new Lead.Unknown(Reply.because(e));
        }
        if (lead instanceof Lead.Us && nanos.getAsLong() - began > PROMPT.toNanos()) {
            lead = new Lead.Unknown("Kubernetes took too long to answer");
        }
        stand = new Stand(lead, began);
        return lead;
    }

    /// The last look before something is done: between a plan and its effect a lease may be lost.
    /// Without an answer only what destroys nothing goes.
    public Optional<String> fence(Blast blast) {
        Stand now = stand;
        return switch (now.lead()) {
            case Lead.Us _ ->
                    nanos.getAsLong() - now.since() < Lead.TERM.toNanos() || blast == Blast.NOTHING
                            ? Optional.empty()
                            : Optional.of("our lease was not renewed in time");
            case Lead.Other(String holder) -> Optional.of("another reconciler leads: " + holder);
            case Lead.Unknown(String because) ->
                    blast == Blast.NOTHING
                            ? Optional.empty()
                            : Optional.of("nobody knows who leads: " + because);
        };
    }

    private Resource<Lease> lease() {
        return client.leases().inNamespace(namespace).withName(NAME);
    }

    private Lead begin() {
        Lease fresh =
                new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(NAME)
                        .endMetadata()
                        .withSpec(spec(new LeaseSpec(), 0))
                        .build();
        client.leases().inNamespace(namespace).resource(fresh).create();
        return new Lead.Us();
    }

    private Lead take(Lease lease) {
        LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
        String holder = Objects.requireNonNullElse(spec.getHolderIdentity(), "");
        int changes = Objects.requireNonNullElse(spec.getLeaseTransitions(), 0);
        boolean ours = holder.equals(us);
        if (!ours && !holder.isEmpty() && !hasRunOut(lease, spec)) {
            return new Lead.Other(holder);
        }
        lease.setSpec(spec(spec, ours ? changes : changes + 1));
        client.resource(lease).update();
        return new Lead.Us();
    }

    private boolean hasRunOut(Lease lease, LeaseSpec spec) {
        String version = lease.getMetadata().getResourceVersion();
        Sight seen =
                last.filter(sight -> sight.version().equals(version))
                        .orElseGet(() -> new Sight(version, nanos.getAsLong()));
        last = Optional.of(seen);
        long seconds =
                Objects.requireNonNullElse(
                        spec.getLeaseDurationSeconds(), (int) Lead.LEASE.toSeconds());
        return nanos.getAsLong() - seen.since() > Duration.ofSeconds(seconds).toNanos();
    }

    private LeaseSpec spec(LeaseSpec before, int changes) {
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        boolean again = us.equals(before.getHolderIdentity()) && before.getAcquireTime() != null;
        LeaseSpec spec = new LeaseSpec();
        spec.setHolderIdentity(us);
        spec.setLeaseDurationSeconds((int) Lead.LEASE.toSeconds());
        spec.setAcquireTime(again ? before.getAcquireTime() : now);
        spec.setRenewTime(now);
        spec.setLeaseTransitions(changes);
        return spec;
    }

    /// Lets go of it, so that nobody has to wait for it to run out.
    @Override
    public synchronized void close() {
        if (!(stand.lead() instanceof Lead.Us)) {
            return;
        }
        stand = new Stand(new Lead.Unknown("it was given back"), nanos.getAsLong());
        try {
            Lease lease = lease().get();
            if (lease != null && us.equals(lease.getSpec().getHolderIdentity())) {
                lease.getSpec().setHolderIdentity("");
                client.resource(lease).update();
            }
        } catch (KubernetesClientException _) {
            // It runs out by itself.
        }
    }
}
