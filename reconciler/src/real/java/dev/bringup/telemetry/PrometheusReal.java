package dev.bringup.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Alert;
import dev.bringup.model.Policy.AlertGate;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The alert gate asks Debian's Prometheus.
@Timeout(90)
class PrometheusReal {

    @TempDir Path folder;

    @Test
    void queriesAreQuietOrFireAsAlertsWould() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path config =
                Files.writeString(
                        folder.resolve("prometheus.yml"),
                        """
                        global: {scrape_interval: 1s}
                        scrape_configs:
                          - job_name: itself
                            static_configs: [{targets: ["127.0.0.1:%d"]}]
                          - job_name: nobody
                            static_configs: [{targets: ["127.0.0.1:1"]}]
                        """
                                .formatted(port));
        Process server =
                new ProcessBuilder(
                                "prometheus",
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        String url = "http://127.0.0.1:" + port;
        try (Prometheus prometheus = new Prometheus()) {
            Alert down = down(prometheus, url);

            assertEquals(new Alert.Firing("{instance=127.0.0.1:1, job=nobody}"), without(down));
            assertEquals(new Alert.Quiet(), prometheus.ask(new AlertGate(url, "up == 7")));
            assertEquals(
                    new Alert.Quiet(),
                    prometheus.ask(new AlertGate(url + "/", "scalar(vector(0))")));
            assertEquals(
                    new Alert.Firing("the query gives 3"),
                    prometheus.ask(new AlertGate(url, "scalar(vector(3))")));
            Alert wrong = prometheus.ask(new AlertGate(url, "up =="));
            assertTrue(
                    wrong instanceof Alert.Unknown(String because)
                            && because.startsWith(
                                    url + " says: invalid parameter \"query\": 1:6: parse error"),
                    wrong::toString);
        } finally {
            server.destroy();
            assertTrue(server.waitFor(20, TimeUnit.SECONDS));
        }
        assertEquals(
                new Alert.Unknown(url + " does not answer"),
                new Prometheus().ask(new AlertGate(url, "up")));
    }

    /// Once it has looked at both.
    private static Alert down(Prometheus prometheus, String url) throws InterruptedException {
        Alert alert = new Alert.Quiet();
        for (int i = 0; i < 120 && !(alert instanceof Alert.Firing); i++) {
            Thread.sleep(Duration.ofMillis(250));
            alert = prometheus.ask(new AlertGate(url, "up{job=\"nobody\"} == 0"));
        }
        return alert;
    }

    private static Alert without(Alert alert) {
        return alert instanceof Alert.Firing(String what)
                ? new Alert.Firing(what.replace("__name__=up, ", ""))
                : alert;
    }
}
