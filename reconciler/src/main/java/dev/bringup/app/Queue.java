package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.view.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// When those that wait for a budget have their turn, in one line.
final class Queue {

    private static final Duration ANY_MOMENT = Duration.ofSeconds(5);

    private Queue() {}

    /// Empty when nobody waits in a queue.
    static Optional<String> of(JsonNode held, JsonNode at) {
        List<JsonNode> turns =
                Printed.stream(held).filter(h -> h.has("turn")).map(h -> h.path("turn")).toList();
        if (turns.isEmpty()) {
            return Optional.empty();
        }
        Instant now = Instant.parse(at.asText());
        return Optional.of(
                "%s begins %s and ends %s"
                        .formatted(
                                turns.size() == 1
                                        ? "1 waits for a budget: it"
                                        : turns.size() + " wait for a budget: the last",
                                until(turns, "begins", now),
                                until(turns, "ends", now)));
    }

    private static String until(List<JsonNode> turns, String what, Instant now) {
        Instant last =
                turns.stream()
                        .map(t -> Instant.parse(t.path(what).asText()))
                        .max(Comparator.naturalOrder())
                        .orElse(now);
        Duration left = Duration.between(now, last);
        return left.compareTo(ANY_MOMENT) < 0 ? "any moment" : "in about " + Words.of(left);
    }
}
