package dev.bringup.model;

import java.util.Optional;
import java.util.Set;

/// A CertificateSigningRequest for a kubelet that nobody has decided yet.
///
/// @param requester whose token or certificate came with it; empty for anybody else
/// @param asked what is to be signed; empty where it cannot be read
public record CertRequest(
        String name,
        Signer signer,
        Optional<Requester> requester,
        Set<String> usages,
        Optional<Asked> asked) {

    public CertRequest {
        usages = Set.copyOf(usages);
    }

    /// For what the certificate is good.
    public enum Signer {
        /// By it the API knows a kubelet.
        CLIENT("kubernetes.io/kube-apiserver-client-kubelet", "client auth"),
        /// By it the API is sure of a kubelet that it asks.
        SERVING("kubernetes.io/kubelet-serving", "server auth");

        private final String text;
        private final String usage;

        Signer(String text, String usage) {
            this.text = text;
            this.usage = usage;
        }

        /// As Kubernetes calls it.
        public String text() {
            return text;
        }

        /// What it cannot do without.
        public String usage() {
            return usage;
        }
    }

    /// A machine as the API knows it.
    public record Requester(MachineId machine, By by) {}

    /// What it showed.
    public enum By {
        /// The bootstrap token that was minted for it.
        TOKEN,
        /// The certificate of its kubelet.
        NODE
    }

    /// The subject and its other names.
    public record Asked(String commonName, Set<String> organizations, Set<String> hosts) {
        public Asked {
            organizations = Set.copyOf(organizations);
            hosts = Set.copyOf(hosts);
        }
    }
}
