package dev.bringup.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The API's rules without a socket.
class RulesTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(40);

    @TempDir Path folder;

    @ParameterizedTest(name = "{0} selects {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "app=web|true",
                "app==web,tier!=db|true",
                "app!=web|false",
                "app in (web, api)|true",
                "app notin (web)|false",
                "app|true",
                "!app|false",
                "other|false",
                "!other,app=web|true"
            })
    void labelSelectorsRead(String selector, boolean selected) {
        ObjectNode pod = Json.parseObject(Sample.pod("p", "n", "web"));
        assertEquals(selected, Selector.labels(selector).test(pod));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "spec.nodeName=n,status.phase!=Failed|true",
                "metadata.name=p|true",
                "metadata.name!=p|false",
                "spec.nodeName=|false"
            })
    void fieldSelectorsRead(String selector, boolean selected) {
        ObjectNode pod = Json.parseObject(Sample.pod("p", "n", "web"));
        assertEquals(selected, Selector.fields(selector).test(pod));
    }

    @ParameterizedTest(name = "{0} s is {1}")
    @CsvSource({
        "0,0s",
        "119,119s",
        "120,2m",
        "125,2m5s",
        "600,10m",
        "10800,3h",
        "11100,3h5m",
        "28800,8h",
        "172800,2d",
        "176400,2d1h",
        "691200,8d",
        "-5,0s"
    })
    void agesReadAsKubectlWritesThem(long seconds, String text) {
        assertEquals(text, Age.text(Duration.ofSeconds(seconds)));
    }

    @Test
    void aSilentNodeBecomesUnknownAndTainted() {
        ObjectNode node = Json.parseObject(Sample.node("n"));
        Optional<ObjectNode> lease = lease(NOON);

        assertEquals(node, NodeHealth.judged(node, lease, NOON, NOON.plus(GRACE), GRACE));
        ObjectNode judged =
                NodeHealth.judged(node, lease, NOON, NOON.plus(GRACE).plusSeconds(1), GRACE);

        assertEquals("Unknown", Json.text(Json.condition(judged, "Ready"), "status"));
        assertEquals("NodeStatusUnknown", Json.text(Json.condition(judged, "Ready"), "reason"));
        assertEquals(
                List.of("NoSchedule", "NoExecute"),
                judged.at("/spec/taints").findValuesAsText("effect"));
        assertEquals(
                List.of("node.kubernetes.io/unreachable", "node.kubernetes.io/unreachable"),
                judged.at("/spec/taints").findValuesAsText("key"));
    }

    @Test
    void silenceBeforeTheApiStartedDoesNotCount() {
        ObjectNode node = Json.parseObject(Sample.node("n"));
        Instant started = NOON.plus(Duration.ofHours(5));

        assertEquals(
                node, NodeHealth.judged(node, lease(NOON), started, started.plus(GRACE), GRACE));
    }

    @Test
    void aCordonIsATaintAndLiftingItRemovesTheTaint() {
        ObjectNode node = Json.parseObject(Sample.node("n"));
        ObjectNode cordoned = node.deepCopy();
        Json.child(cordoned, "spec").put("unschedulable", true);

        ObjectNode tainted = NodeHealth.tainted(cordoned, NOON);
        assertEquals(
                "[{\"key\":\"node.kubernetes.io/unschedulable\",\"effect\":\"NoSchedule\","
                        + "\"timeAdded\":\"2030-01-01T12:00:00Z\"}]",
                tainted.at("/spec/taints").toString());
        Json.child(tainted, "spec").remove("unschedulable");
        assertEquals(node, NodeHealth.tainted(tainted, NOON));
    }

    @Test
    void aPodOnAReadyNodeTakesItsGraceAndOneWithoutKubeletGoesAtOnce() {
        ObjectNode pod = Json.parseObject(Sample.pod("p", "n", "web"));
        Optional<ObjectNode> ready = Optional.of(Json.parseObject(Sample.node("n")));
        Optional<ObjectNode> silent =
                Optional.of(Json.parseObject(Sample.node("n").replace("True", "Unknown")));
        ObjectNode leaving = Pods.leaving(pod, 10, NOON);

        assertFalse(Pods.isOver(pod, ready, NOON));
        assertFalse(Pods.isOver(leaving, ready, NOON.plusSeconds(9)));
        assertTrue(Pods.isOver(leaving, ready, NOON.plusSeconds(10)));
        assertTrue(Pods.isOver(leaving, silent, NOON));
        assertTrue(Pods.isOver(pod, Optional.empty(), NOON));
    }

    @ParameterizedTest(name = "{0} of 4 with {1} ready allows {2}")
    @CsvSource({
        "minAvailable,3,4,1",
        "minAvailable,50%,4,2",
        "minAvailable,4,4,0",
        "maxUnavailable,1,4,1",
        "maxUnavailable,25%,4,1",
        "maxUnavailable,1,3,0"
    })
    void budgetsCount(String field, String value, int ready, long allowed) {
        Store store = Store.open(folder.resolve("objects.log"));
        for (int i = 0; i < 4; i++) {
            ObjectNode pod = Json.parseObject(Sample.pod("p" + i, "n", "web"));
            Json.metadata(pod).put("namespace", "default");
            ObjectNode running = i < ready ? Pods.started(pod, NOON) : pod;
            store.put(Kind.POD.key("default", "p" + i), running);
        }
        ObjectNode budget = Json.parseObject(Sample.budget("b", "web", 0));
        Json.metadata(budget).put("namespace", "default");
        Json.child(budget, "spec").remove("minAvailable");
        Json.child(budget, "spec").put(field, value);

        assertEquals(allowed, Disruption.of(budget, store).allowed());
        store.close();
    }

    @Test
    void objectsSurviveAKillAndATornLastLine() throws Exception {
        Path file = folder.resolve("objects.log");
        Store.Key key = Kind.NODE.key("", "n");
        Store first = Store.open(file);
        first.put(key, Json.parseObject(Sample.node("n")));
        first.put(Kind.NODE.key("", "gone"), Json.parseObject(Sample.node("gone")));
        first.remove(Kind.NODE.key("", "gone"));
        ObjectNode stored = first.get(key).orElseThrow();
        Files.writeString(file, "{\"v\":9,\"r\":\"no", StandardOpenOption.APPEND);

        Store second = Store.open(file);

        assertEquals(Optional.of(stored), second.get(key));
        assertEquals(List.of(stored), second.list(Kind.NODE, ""));
        assertEquals(3, second.version());
        assertEquals(Optional.empty(), second.since(2), "history is not kept over a restart");
        assertEquals(Optional.of(List.of()), second.since(3));
        second.close();
        first.close();
    }

    @Test
    void aLongLogIsWrittenAnewAndNothingIsLost() throws Exception {
        Path file = folder.resolve("objects.log");
        Store store = Store.open(file);
        ObjectNode node = Json.parseObject(Sample.node("n"));
        for (int i = 0; i < 5000; i++) {
            Json.child(node, "spec").put("beat", i);
            store.put(Kind.NODE.key("", "n"), node);
        }
        assertTrue(Files.readAllLines(file).size() < 2100);
        store.close();

        Store again = Store.open(file);
        assertEquals(5000, again.version());
        assertEquals(
                4999, again.get(Kind.NODE.key("", "n")).orElseThrow().at("/spec/beat").asInt());
        again.close();
    }

    @Test
    void writingWhatIsThereIsNoWrite() {
        Store store = Store.open(folder.resolve("objects.log"));
        store.put(Kind.NODE.key("", "n"), Json.parseObject(Sample.node("n")));
        store.put(Kind.NODE.key("", "n"), Json.parseObject(Sample.node("n")));
        assertEquals(1, store.version());
        store.close();
    }

    private static Optional<ObjectNode> lease(Instant renewed) {
        ObjectNode lease = Json.object();
        Json.child(lease, "spec").put("renewTime", renewed.toString());
        return Optional.of(lease);
    }
}
