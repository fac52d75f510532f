package dev.bringup.model;

import dev.bringup.model.Kubernetes.Tool;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a kubelet needs to join: for one machine, once, for minutes.
///
/// @param plane what a control plane gets beside it, or whoever k3s runs on
public record JoinMaterial(
        String endpoint, String token, String caCertificateHash, Optional<Plane> plane) {

    public JoinMaterial(String endpoint, String token, String caCertificateHash) {
        this(endpoint, token, caCertificateHash, Optional.empty());
    }

    /// What makes a machine a control plane; k3s is told as much on a worker.
    ///
    /// @param way whether it makes the cluster or becomes one more part of it
    /// @param files below `/etc/kubernetes/pki`, or `/var/lib/rancher/k3s/server/tls`
    /// @param config what kubeadm or k3s is told
    public record Plane(Way way, Tool tool, SortedMap<String, String> files, String config) {
        public Plane {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }

        /// The files hold keys, and the configuration a token.
        @Override
        public String toString() {
            return "Plane[" + way + "]";
        }
    }

    public enum Way {
        INIT,
        JOIN,
        /// As a worker.
        WORK
    }

    /// The token is a secret.
    @Override
    public String toString() {
        return "JoinMaterial[" + endpoint + "]";
    }
}
