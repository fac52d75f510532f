package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.Fleet;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.port.Outcome;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeEventsTest {

    private static final NodeEvents.Line DRAIN =
            new NodeEvents.Line(Fleet.id(1), false, "Drain", "drain: it runs v1, Git asks for v2");
    private static final NodeEvents.Line STUCK =
            new NodeEvents.Line(Fleet.id(1), true, "Reimage", "x".repeat(2000));

    @Test
    void aNodeAndItsMachineTellWhatIsDone(@TempDir Path folder) throws Exception {
        try (LabApi api = Sample.api(folder, 0);
                LabClient admin = LabClient.admin(api);
                Kube kube =
                        Kube.connect(
                                api.kubeconfig(),
                                InstantSource.fixed(Fleet.NOON),
                                new SecureRandom())) {
            assertEquals(new Outcome.Done(), kube.events().tell(DRAIN));
            assertEquals(new Outcome.Done(), kube.events().tell(DRAIN));
            assertEquals(new Outcome.Done(), kube.events().tell(STUCK));

            List<String> told = new ArrayList<>();
            for (JsonNode event :
                    admin.get("/api/v1/namespaces/default/events")
                            .expect(200)
                            .json()
                            .path("items")) {
                told.add(
                        String.join(
                                " ",
                                event.at("/involvedObject/kind").asText(),
                                event.at("/involvedObject/name").asText(),
                                event.at("/involvedObject/uid").asText("-"),
                                event.at("/type").asText(),
                                event.at("/reason").asText(),
                                event.at("/count").asText(),
                                event.at("/lastTimestamp").asText(),
                                Integer.toString(event.at("/message").asText().length())));
            }
            assertEquals(
                    List.of(
                            "Machine n1  Normal Drain 2 2030-01-01T12:00:00Z 34",
                            "Machine n1  Warning Reimage 1 2030-01-01T12:00:00Z 1024",
                            "Node n1 n1 Normal Drain 2 2030-01-01T12:00:00Z 34",
                            "Node n1 n1 Warning Reimage 1 2030-01-01T12:00:00Z 1024"),
                    told.stream().sorted().toList());
        }
    }
}
