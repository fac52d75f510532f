package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Lists, whole or in pages.
final class Lists {

    private final Store store;

    Lists(Store store) {
        this.store = store;
    }

    static Predicate<JsonNode> selected(Call call, Target target) {
        Predicate<JsonNode> named =
                target.name().isEmpty() ? _ -> true : o -> Json.name(o).equals(target.name());
        return named.and(Selector.labels(call.param("labelSelector")))
                .and(Selector.fields(call.param("fieldSelector")));
    }

    ObjectNode list(Call call, Target target, Instant now) {
        Page page = Page.of(call, target, store);
        Predicate<JsonNode> selected = selected(call, target);
        long limit = call.number("limit", 0);
        List<ObjectNode> found = new ArrayList<>();
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(page.version));
        for (Map.Entry<Store.Key, ObjectNode> entry :
                store.after(page.after, target.kind(), target.namespace()).entrySet()) {
            if (!selected.test(entry.getValue())) {
                continue;
            }
            if (limit > 0 && found.size() == limit) {
                metadata.put("continue", page.next(found.getLast()));
                break;
            }
            found.add(entry.getValue());
        }
        return View.of(call, target.kind(), store).list(found, metadata, now);
    }

    /// Where a page begins. All pages of a list carry the version of the first, so that a watch
    /// from there misses nothing that changed while they were read.
    private record Page(Store.Key after, long version) {

        static Page of(Call call, Target target, Store store) {
            String token = call.param("continue");
            if (token.isEmpty()) {
                Store.Key first = new Store.Key(target.kind().resource(), target.namespace(), "");
                return new Page(first, store.version());
            }
            JsonNode start = Json.parse(decoded(token));
            long version = start.path("rv").asLong();
            if (store.since(version).isEmpty()) {
                throw Problem.gone(
                        "The provided continue parameter is too old to display a consistent list"
                                + " result. You can start a new list without the continue"
                                + " parameter.");
            }
            return new Page(
                    new Store.Key(
                            target.kind().resource(),
                            Json.text(start, "ns"),
                            Json.text(start, "n")),
                    version);
        }

        String next(ObjectNode last) {
            ObjectNode token = Json.object().put("rv", version);
            token.put("ns", Json.text(last, "metadata", "namespace")).put("n", Json.name(last));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
        }

        private static String decoded(String token) {
            try {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("continue key is not valid");
            }
        }
    }
}
