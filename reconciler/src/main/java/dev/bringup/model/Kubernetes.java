package dev.bringup.model;

import java.util.Optional;

/// The Kubernetes that the machines join.
///
/// @param endpoint host and port at which the machines find its API; empty where they are told what
///   the reconciler's own kubeconfig says
/// @param roots what trust in it hangs on, where its first control plane makes it; empty where it
///   is somebody else's
/// @param tool what the machines join it with
public record Kubernetes(
        String version,
        Optional<String> endpoint,
        Optional<Cidr> podCidr,
        Optional<Cidr> serviceCidr,
        Optional<SealedRoots> roots,
        Tool tool) {

    /// What machines make it with, and join it.
    public enum Tool {
        KUBEADM,
        K3S
    }

    /// Where they lie in a state repository.
    public static final String ROOTS = "pki/roots.age";

    public Kubernetes(
            String version,
            Optional<String> endpoint,
            Optional<Cidr> podCidr,
            Optional<Cidr> serviceCidr,
            Optional<SealedRoots> roots) {
        this(version, endpoint, podCidr, serviceCidr, roots, Tool.KUBEADM);
    }

    public Kubernetes(String version) {
        this(version, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// The trust in a cluster as it lies in Git, encrypted.
    public record SealedRoots(String text) {
        @Override
        public String toString() {
            return "SealedRoots";
        }
    }

    /// Whether its first control plane makes it.
    public boolean isMadeHere() {
        return roots.isPresent();
    }

    public Optional<String> endpointHost() {
        return endpoint.map(e -> e.substring(0, e.lastIndexOf(':')));
    }

    public Optional<Integer> endpointPort() {
        return endpoint.map(e -> Integer.parseInt(e.substring(e.lastIndexOf(':') + 1)));
    }
}
