package dev.bringup.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.bringup.model.Alert;
import dev.bringup.model.Policy.AlertGate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Answers as Prometheus writes them; `PrometheusReal` asks a real one.
class PrometheusTest {

    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String body = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String form =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    asked.add(exchange.getRequestURI() + " " + form);
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Alert ask(String answer) {
        body = answer;
        try (Prometheus prometheus = new Prometheus()) {
            return prometheus.ask(new AlertGate(url() + "/prom/", "up{job=\"a b\"} == 0"));
        }
    }

    private static String data(String type, String result) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"%s\",\"result\":%s}}"
                .formatted(type, result);
    }

    @Test
    void itAsksThisPrometheusThisQuery() {
        ask(data("vector", "[]"));

        assertEquals(List.of("/prom/api/v1/query query=up%7Bjob%3D%22a+b%22%7D+%3D%3D+0"), asked);
    }

    @Test
    void anySeriesFiresAndAScalarThatIsNotZero() {
        String one = "{\"metric\":{\"job\":\"etcd\",\"alertname\":\"Down\"},\"value\":[1,\"0\"]}";

        assertEquals(new Alert.Quiet(), ask(data("vector", "[]")));
        assertEquals(
                new Alert.Firing("{alertname=Down, job=etcd}"),
                ask(data("vector", "[" + one + "]")));
        assertEquals(
                new Alert.Firing("2 series, first {alertname=Down, job=etcd}"),
                ask(data("vector", "[" + one + ", " + one + "]")));
        assertEquals(new Alert.Quiet(), ask(data("scalar", "[1,\"0\"]")));
        assertEquals(new Alert.Firing("the query gives 0.5"), ask(data("scalar", "[1,\"0.5\"]")));
    }

    @Test
    void whatIsNoAnswerIsNotQuiet() {
        assertEquals(
                new Alert.Unknown("the query gives neither a vector nor a scalar"),
                ask(data("matrix", "[]")));
        assertEquals(
                new Alert.Unknown(url() + "/prom says: parse error"),
                ask("{\"status\":\"error\",\"error\":\"parse error\"}"));
        assertEquals(new Alert.Unknown(url() + "/prom answers 200"), ask("{}"));
        status = 502;
        assertEquals(
                new Alert.Unknown(url() + "/prom is not a Prometheus: it answers 502"),
                ask("<html>bad gateway</html>"));
        server.stop(0);
        assertEquals(new Alert.Unknown(url() + "/prom does not answer"), ask("{}"));
    }
}
