package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bringup.model.Sighting;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The list of Nodes over a real socket, where the server has forgotten what it was asked for.
@Timeout(20)
class NodeWatchTest {

    private static final String EXPIRED =
            """
            {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,
             "message":"The provided continue parameter is too old"}
            """;

    private final AtomicInteger lists = new AtomicInteger();

    /// The first list and the first watch are 410; pods are none.
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        boolean nodes = path.endsWith("/nodes");
        boolean gone = query.contains("watch=true") || (nodes && lists.incrementAndGet() == 1);
        String text =
                gone
                        ? EXPIRED
                        : "{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}"
                                .formatted(nodes ? "NodeList" : "PodList");
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(gone ? 410 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void whatHasExpiredIsListedAnew() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build();
        BlockingQueue<Sighting> seen = new LinkedBlockingQueue<>();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            NodeWatch watch = new NodeWatch(client, InstantSource.system(), seen::add);
            Thread thread =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    watch.run();
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                            });

            assertInstanceOf(Sighting.ClusterSilent.class, seen.poll(5, TimeUnit.SECONDS));
            assertEquals(new Sighting.NodesListed(Map.of()), seen.poll(5, TimeUnit.SECONDS));
            assertInstanceOf(Sighting.PodsPending.class, seen.poll(5, TimeUnit.SECONDS));
            // The watch is 410 as well: it is listed once more.
            assertInstanceOf(Sighting.ClusterSilent.class, seen.poll(5, TimeUnit.SECONDS));
            assertEquals(new Sighting.NodesListed(Map.of()), seen.poll(5, TimeUnit.SECONDS));
            thread.interrupt();
            thread.join();
        } finally {
            server.stop(0);
        }
    }
}
