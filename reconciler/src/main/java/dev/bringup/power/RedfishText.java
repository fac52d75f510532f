package dev.bringup.power;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stands in the answers of Redfish services.
final class RedfishText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_REASON = 200;

    private RedfishText() {}

    /// A path of the same service, whatever host a link names: our token goes nowhere else.
    static Optional<String> path(String link) {
        try {
            URI uri = new URI(link);
            return Optional.ofNullable(uri.getRawPath())
                    .filter(path -> path.startsWith("/"))
                    .map(path -> uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    static Optional<String> link(JsonNode holder) {
        return text(holder, "@odata.id").flatMap(RedfishText::path);
    }

    static Optional<String> ownLink(String body) {
        try {
            return link(JSON.readTree(body));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    static Optional<String> text(JsonNode holder, String field) {
        JsonNode value = holder.path(field);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /// The message that the service means for people, on one line.
    static Optional<String> reason(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            JsonNode info = error.path("@Message.ExtendedInfo");
            return text(info.path(0), "Message")
                    .or(() -> text(error, "message"))
                    .map(said -> said.replaceAll("[\\s\\p{Cntrl}]+", " ").strip())
                    .map(said -> said.substring(0, Math.min(said.length(), LONGEST_REASON)));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /// Whether this service has no such thing, rather than being unable at the moment.
    static boolean isMissing(int status) {
        return status == 404 || status == 405 || status == 501;
    }

    /// Some say 400 and a message of their own where others say 401.
    static boolean refusesLogin(Web.Answer answer) {
        return answer.status() == 401
                || answer.status() == 403
                || (answer.status() == 400 && answer.text().contains("UnauthorizedLogin"));
    }

    /// Only in seconds: a date would be by the clock of a BMC.
    static Optional<Duration> retryAfter(Web.Answer answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Math.max(1, Long.parseLong(text))));
    }
}
