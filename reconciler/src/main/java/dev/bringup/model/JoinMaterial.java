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
    /// @param restores what its etcd begins with, if it makes the cluster and that was there before
    public record Plane(
            Way way,
            Tool tool,
            SortedMap<String, String> files,
            String config,
            Optional<Restored> restores) {
        public Plane {
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }

        public Plane(Way way, Tool tool, SortedMap<String, String> files, String config) {
            this(way, tool, files, config, Optional.empty());
        }

        /// The files hold keys, and the configuration a token.
        @Override
        public String toString() {
            return "Plane[" + way + "]";
        }
    }

    /// A snapshot of etcd that lies on the machine already, and who it is from now on.
    public record Restored(Sha256 digest, MachineId member, Ip4 address) {}

    /// The same on a machine that brings back what was there before.
    public JoinMaterial restoring(Restored snapshot) {
        return new JoinMaterial(
                endpoint,
                token,
                caCertificateHash,
                plane.map(p ->
                        new Plane(
                                p.way(), p.tool(), p.files(), p.config(), Optional.of(snapshot))));
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
