package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    public enum Sort {
        NOT_READY
    }

    public record Inner(Optional<String> some, Optional<String> none, Sort sort) {}

    public record Outer(Inner inner, Instant at, Duration took, List<Integer> list, boolean on) {}

    @Test
    void aRecordIsAnObjectWithoutWhatIsEmpty() {
        assertEquals(
                "{\"inner\":{\"some\":\"s\",\"sort\":\"notReady\"},\"at\":\"1970-01-01T00:00:00Z\",\"took\":1.5,\"list\":[1,2],\"on\":true}",
                Json.of(
                        new Outer(
                                new Inner(Optional.of("s"), Optional.empty(), Sort.NOT_READY),
                                Instant.EPOCH,
                                Duration.ofMillis(1500),
                                List.of(1, 2),
                                true)));
        assertEquals(
                "{\"a\":[],\"b\":{}}",
                Json.of(new java.util.TreeMap<>(Map.of("a", List.of(), "b", Map.of()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\"quoted\" \\ back",
                "line\nbreak\ttab\r",
                "</script>",
                "ünïcode \ud83d\ude80 \u2028",
                "\u0000\u001f"
            })
    void anyTextComesBackFromAParser(String text) throws JsonProcessingException {
        assertEquals(text, new ObjectMapper().readValue(Json.of(text), String.class));
    }

    @ParameterizedTest
    @CsvSource({
        "0,       0.0 s",
        "449,     0.4 s",
        "9999,    10.0 s",
        "12000,   12 s",
        "72000,   1 min 12 s",
        "120000,  2 min",
        "7800000, 2 h 10 min"
    })
    void timesAreSaidAsPeopleSayThem(long millis, String expected) {
        assertEquals(expected, Words.of(Duration.ofMillis(millis)));
    }
}
