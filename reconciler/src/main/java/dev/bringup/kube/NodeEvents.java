package dev.bringup.kube;

import dev.bringup.model.MachineId;
import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;

/// Tells in Events of a Node and of its Machine what is done to it, for `kubectl describe`. What is
/// told again counts up the Event that is there; Kubernetes forgets them after an hour.
public final class NodeEvents {

    /// Events of what has no namespace stand here.
    private static final String NAMESPACE = "default";

    private static final String US = "bringup";

    /// Kubernetes takes no more.
    private static final int MOST_TEXT = 1024;

    private final KubernetesClient client;
    private final InstantSource clock;

    /// What happened. `reason` is one word in upper camel case.
    public record Line(MachineId machine, boolean warning, String reason, String text) {}

    NodeEvents(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    public Outcome tell(Line line) {
        return Reply.of(() -> {
            // `kubectl describe node` looks for Events whose uid is the Node's name.
            write(line, "v1", "Node", line.machine().name());
            write(line, "bringup.dev/v1", "Machine", "");
            return new Outcome.Done();
        });
    }

    private void write(Line line, String version, String kind, String uid) {
        String text =
                line.text().length() > MOST_TEXT
                        ? line.text().substring(0, MOST_TEXT)
                        : line.text();
        String name = line.machine() + "." + digest(kind + line.reason() + text);
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            client.v1()
                    .events()
                    .inNamespace(NAMESPACE)
                    .resource(event(line, text, name, now, version, kind, uid))
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            client.v1()
                    .events()
                    .inNamespace(NAMESPACE)
                    .withName(name)
                    .edit(event -> {
                        event.setCount(Objects.requireNonNullElse(event.getCount(), 1) + 1);
                        event.setLastTimestamp(now);
                        return event;
                    });
        }
    }

    private static Event event(
            Line line,
            String text,
            String name,
            String now,
            String version,
            String kind,
            String uid) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(version)
                .withKind(kind)
                .withName(line.machine().name())
                .withUid(uid)
                .endInvolvedObject()
                .withType(line.warning() ? "Warning" : "Normal")
                .withReason(line.reason())
                .withMessage(text)
                .withNewSource()
                .withComponent(US)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    private static String digest(String text) {
        UUID name = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(name.getMostSignificantBits());
    }
}
