package dev.bringup.app;

import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Kubernetes.SealedRoots;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.secrets.HostAuthority;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.RootKey;
import dev.bringup.secrets.Roots;
import dev.bringup.ssh.HostTrust;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// By what machines are known over SSH: the key that each installation is given, and its
/// certificate where the cluster has an authority for them.
final class HostKeys {

    private static final Logger LOG = LoggerFactory.getLogger(HostKeys.class);

    private final RootKey root;
    private final Optional<Path> identity;
    private final Mask mask;
    private final InstantSource clock;
    private final WrongKeys wrong;
    private volatile @Nullable Opened last;

    /// Opening them takes longer than what is done with them, and every probe asks.
    private record Opened(SealedRoots sealed, Optional<HostAuthority> authority) {}

    HostKeys(RootKey root, Optional<Path> identity, Mask mask, InstantSource clock) {
        this.root = root;
        this.identity = identity;
        this.mask = mask;
        this.clock = clock;
        wrong = new WrongKeys(clock);
    }

    RootKey root() {
        return root;
    }

    WrongKeys wrong() {
        return wrong;
    }

    /// Whom to take for this machine.
    HostTrust trust(MachineId machine, Hands.Login login) {
        return new HostTrust(
                login.installed().map(attempt -> root.hostKey(attempt).publicText()),
                login.authorities(),
                login.installed()
                        .filter(_ -> !login.own().isEmpty())
                        .map(attempt ->
                                new HostTrust.OfOurs(
                                        login.own(), HostAuthority.id(machine, attempt))));
    }

    /// The keys that may have signed a certificate of ours. None where the roots cannot be opened:
    /// the key that a machine was given does without.
    List<String> authorities(ClusterSpec cluster) {
        try {
            return authority(cluster).map(HostAuthority::trusted).orElse(List.of());
        } catch (IllegalStateException | UncheckedIOException e) {
            LOG.debug("no SSH host CA: {}", e.getMessage());
            return List.of();
        }
    }

    /// What fills the hole in a payload. Throws with a sentence if there is nobody to sign it.
    String certificate(BootAnswer.Serve serve, Supplier<Optional<ClusterSpec>> cluster) {
        ClusterSpec known =
                cluster.get()
                        .orElseThrow(() ->
                                new IllegalStateException("nobody knows the cluster's roots yet"));
        MachineSpec machine = serve.machine();
        AttemptId attempt = serve.permit().attempt();
        HostAuthority authority =
                authority(known)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "the payload of "
                                                + machine.id()
                                                + " shows an SSH host certificate, and the"
                                                + " cluster has no SSH host CA; make one: "
                                                + (known.ssh().roots().isEmpty()
                                                        ? "bringup pki init"
                                                        : "bringup pki rotate --what"
                                                                + " ssh-host-ca")));
        return authority.certificate(
                root.hostKey(attempt),
                new HostAuthority.Host(machine.id(), attempt, names(machine, known)),
                clock.instant());
    }

    private static List<String> names(MachineSpec machine, ClusterSpec cluster) {
        List<String> names = new ArrayList<>(List.of(machine.id().name()));
        cluster.network()
                .at(machine.address())
                .orElse(cluster.network())
                .domain()
                .ifPresent(domain -> names.add(machine.id().name() + "." + domain));
        names.add(machine.address().toString());
        return names;
    }

    private Optional<HostAuthority> authority(ClusterSpec cluster) {
        Optional<SealedRoots> sealed = cluster.ssh().roots();
        if (sealed.isEmpty()) {
            return Optional.empty();
        }
        Opened known = last;
        if (known == null || !known.sealed().equals(sealed.get())) {
            Roots roots = Joining.open(sealed.get(), identity, mask);
            known = new Opened(sealed.get(), HostAuthority.of(roots));
            last = known;
        }
        return known.authority();
    }
}
