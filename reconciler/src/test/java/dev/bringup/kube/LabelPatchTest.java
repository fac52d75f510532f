package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Role;
import dev.bringup.model.NodeState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who is called a worker.
class LabelPatchTest {

    private static final Node NODE =
            new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build();

    private static String worker(MachineSpec machine) {
        NodeState.Stamp stamp =
                new NodeState.Stamp(
                        machine.fingerprint(),
                        new CommitId("0".repeat(40)),
                        new AttemptId("a1"),
                        Optional.empty());
        return LabelPatch.of(NODE, machine, stamp)
                .at("/metadata/labels/node-role.kubernetes.io~1worker")
                .asText("nobody");
    }

    @Test
    void aControlPlaneIsNoWorker() {
        MachineSpec machine = Fleet.machine(1, 1);

        assertEquals("", worker(machine));
        assertEquals("nobody", worker(Fleet.as(Role.CONTROL_PLANE, "g", machine)));
    }
}
