package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.machine.VersionSkew;
import dev.bringup.model.KubeVersion;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Registers its Node, says that it is Ready, renews its Lease, and ends the pods that were
/// deleted.
final class Kubelet {

    private static final Duration RENEW_EVERY = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final KubeApi api;
    private final NodeObject node;
    private final ControlPlane planes;
    private final InstantSource clock;
    private final Consumer<String> console;
    private final ServingRequest serving;

    Kubelet(
            KubeApi api,
            NodeObject node,
            ControlPlane planes,
            InstantSource clock,
            Consumer<String> console) {
        this.api = api;
        this.node = node;
        this.planes = planes;
        this.clock = clock;
        this.console = console;
        this.serving = new ServingRequest(node);
    }

    /// Until it is interrupted, or a new one takes its place. Failures are told once, and tried
    /// again.
    void run(BooleanSupplier wanted) throws InterruptedException {
        String told = "";
        boolean registered = false;
        Instant renewed = Instant.MIN;
        while (wanted.getAsBoolean()) {
            Duration pause = LOOK_EVERY;
            try {
                Instant now = clock.instant();
                if (!now.isBefore(renewed.plus(RENEW_EVERY))) {
                    compare();
                    if (!registered) {
                        register();
                        registered = true;
                    }
                    renew(now);
                    renewed = now;
                }
                endPods();
                serving.look(api).ifPresent(console);
                told = "";
            } catch (IOException e) {
                String because = "kubelet: " + e.getMessage();
                if (!because.equals(told)) {
                    console.accept(because);
                    told = because;
                }
                pause = AFTER_FAILURE;
            }
            Thread.sleep(pause);
        }
    }

    /// On a control plane it talks to the server beside it, elsewhere to whichever answers.
    private void compare() throws IOException {
        Optional<KubeVersion> server = planes.server(node.name());
        KubeVersion other = server.isPresent() ? server.get() : api.version();
        Optional<String> refused = VersionSkew.refuses(node.kubelet(), other);
        if (refused.isPresent()) {
            throw new IOException(refused.get());
        }
    }

    /// A Node that was deleted comes back only with the kubelet's next start, as with the real one.
    private void register() throws IOException {
        KubeApi.Answer found = api.get(node.path());
        if (found.status() == 404) {
            good(api.post("/api/v1/nodes", node.registration(clock.instant())));
        } else {
            good(found);
        }
        // The Lease before the status: a Node that says Ready has a heartbeat.
        renew(clock.instant());
        if (node.plane()) {
            planes.mark(node.name());
        }
        console.accept("kubelet: node " + node.name() + " is Ready");
    }

    private void renew(Instant now) throws IOException {
        KubeApi.Answer renewed = api.patch(node.leasePath(), node.lease(now));
        if (renewed.status() == 404) {
            good(api.post(node.leasesPath(), node.lease(now)));
        } else {
            good(renewed);
        }
        KubeApi.Answer known = api.get(node.path());
        if (known.status() == 200 && !node.isToldBy(known.json())) {
            good(api.patch(node.path() + "/status", node.status(now)));
        }
    }

    private void endPods() throws IOException {
        KubeApi.Answer pods = api.get("/api/v1/pods?fieldSelector=spec.nodeName%3D" + node.name());
        good(pods);
        for (JsonNode pod : pods.json().path("items")) {
            JsonNode metadata = pod.path("metadata");
            if (metadata.has("deletionTimestamp")) {
                ObjectNode now =
                        MarkerJson.JSON
                                .createObjectNode()
                                .put("apiVersion", "v1")
                                .put("kind", "DeleteOptions")
                                .put("gracePeriodSeconds", 0);
                api.delete(
                        "/api/v1/namespaces/%s/pods/%s"
                                .formatted(
                                        metadata.path("namespace").asText(),
                                        metadata.path("name").asText()),
                        now);
            }
        }
    }

    private static void good(KubeApi.Answer answer) throws IOException {
        if (answer.status() >= 300) {
            throw new IOException(answer.brief());
        }
    }
}
