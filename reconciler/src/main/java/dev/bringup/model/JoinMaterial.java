package dev.bringup.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a kubelet needs to join: for one machine, once, for minutes.
///
/// @param plane what a control plane gets beside it
public record JoinMaterial(
        String endpoint, String token, String caCertificateHash, Optional<Plane> plane) {

    public JoinMaterial(String endpoint, String token, String caCertificateHash) {
        this(endpoint, token, caCertificateHash, Optional.empty());
    }

    /// What makes a machine a control plane.
    ///
    /// @param way whether it makes the cluster or becomes one more control plane of it
    /// @param files below `/etc/kubernetes/pki`
    /// @param config what kubeadm is told
    public record Plane(Way way, SortedMap<String, String> files, String config) {
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
        JOIN
    }

    /// The token is a secret.
    @Override
    public String toString() {
        return "JoinMaterial[" + endpoint + "]";
    }
}
