package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Ip4;
import dev.bringup.model.NodeState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is read of a Node beside its name.
class NodeReadingTest {

    @Test
    void itsAddressIsTheFirstInternalOneOfVersionFour() {
        Node node =
                new NodeBuilder()
                        .withNewMetadata()
                        .withName("node-01")
                        .endMetadata()
                        .withNewStatus()
                        .addNewAddress("node-01", "Hostname")
                        .addNewAddress("203.0.113.9", "ExternalIP")
                        .addNewAddress("fd00::1", "InternalIP")
                        .addNewAddress("10.0.0.1", "InternalIP")
                        .withNewNodeInfo()
                        .withBootID("boot-1")
                        .withKubeletVersion("v1.36.2")
                        .endNodeInfo()
                        .endStatus()
                        .build();

        assertEquals(
                Optional.of(Ip4.parse("10.0.0.1")), NodeReading.present(node).kubelet().address());
    }

    @Test
    void aNodeThatNoKubeletSpokeForHasNone() {
        Node node = new NodeBuilder().withNewMetadata().withName("node-01").endMetadata().build();

        assertEquals(NodeState.Kubelet.SILENT, NodeReading.present(node).kubelet());
    }
}
