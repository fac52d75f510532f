package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `kubeadm init` sets going on a machine: etcd and an API. The rack has room for one.
public interface ControlPlane {

    /// What a machine was told.
    ///
    /// @param endpoint where the API is to answer
    /// @param pki the files below `/etc/kubernetes/pki`
    /// @param version of the API server
    /// @param restored what `etcdutl snapshot restore` left for etcd to begin with
    record Order(
            String node,
            Ip4 address,
            String endpoint,
            KubeVersion version,
            SortedMap<String, String> pki,
            Optional<String> restored) {
        public Order {
            pki = Collections.unmodifiableSortedMap(new TreeMap<>(pki));
        }

        public Order(
                String node,
                Ip4 address,
                String endpoint,
                KubeVersion version,
                SortedMap<String, String> pki) {
            this(node, address, endpoint, version, pki, Optional.empty());
        }

        Order restoring(String snapshot) {
            return new Order(node, address, endpoint, version, pki, Optional.of(snapshot));
        }

        /// There are keys among the files.
        @Override
        public String toString() {
            return "Order[" + node + ", " + endpoint + "]";
        }
    }

    /// Answers with the certificate and key of this machine's kubelet as PEM, when the API serves.
    /// An [IOException] says why it cannot.
    String init(Order order) throws IOException;

    /// A machine joined as one more control plane: etcd runs there too.
    default void joined(String node, Ip4 address) throws IOException {}

    /// The API server on this machine, if there is one.
    default Optional<KubeVersion> server(String node) throws IOException {
        return Optional.empty();
    }

    /// Gives a Node the role that its own kubelet may not give it, as kubeadm does.
    default void mark(String node) throws IOException {}

    /// What was on the disk of this machine is gone.
    default void written(String node) {}

    /// What etcdctl prints on this machine.
    default String etcdctl(String node, List<String> words) throws IOException {
        throw new IOException("no etcd runs on this machine");
    }
}
