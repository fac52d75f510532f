package dev.bringup.model;

import java.util.Optional;

/// The Kubernetes that the machines join.
///
/// @param endpoint host and port at which the machines find its API; empty where they are told what
///   the reconciler's own kubeconfig says
public record Kubernetes(
        String version,
        Optional<String> endpoint,
        Optional<Cidr> podCidr,
        Optional<Cidr> serviceCidr) {

    public Kubernetes(String version) {
        this(version, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Optional<String> endpointHost() {
        return endpoint.map(e -> e.substring(0, e.lastIndexOf(':')));
    }

    public Optional<Integer> endpointPort() {
        return endpoint.map(e -> Integer.parseInt(e.substring(e.lastIndexOf(':') + 1)));
    }
}
