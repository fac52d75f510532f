package dev.bringup.secrets;

import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload.Placeholder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Fills the holes of a payload when it is served to the machine that it is for.
public final class Filler {

    private final Optional<RootKey> root;
    private final String http;

    /// `http` is the host and port of our boot services, as machines see them.
    public Filler(RootKey root, String http) {
        this(Optional.of(root), http);
    }

    private Filler(Optional<RootKey> root, String http) {
        this.root = root;
        this.http = http;
    }

    /// For showing payloads to people: everything that comes from the root key is masked.
    public static Filler masking(String http) {
        return new Filler(Optional.empty(), http);
    }

    public String fill(BootAnswer.Serve serve, String text) {
        String filled = text;
        for (Placeholder placeholder : Placeholder.values()) {
            filled =
                    switch (serve.machine().install().payload().kind()) {
                        case CLOUD_INIT ->
                                inYaml(filled, placeholder.text(), value(placeholder, serve));
                        case IGNITION ->
                                inIgnition(filled, placeholder.text(), value(placeholder, serve));
                    };
        }
        return filled;
    }

    private String value(Placeholder placeholder, BootAnswer.Serve serve) {
        AttemptId attempt = serve.permit().attempt();
        String base = "http://" + http;
        return switch (placeholder) {
            case MARKER -> json(serve.marker());
            case JOIN_URL -> base + "/config/" + serve.permit().id() + "/join";
            case NONCE -> keyed(key -> key.nonce(serve.permit().id()));
            case PHONE_HOME_URL -> base + "/report/" + serve.permit().id() + "/up";
            case HOST_KEY -> keyed(key -> key.hostKey(attempt).privateText().strip());
            case HOST_KEY_PUBLIC -> keyed(key -> key.hostKey(attempt).publicText());
            case SSH_KEY -> keyed(key -> key.clientKey().publicText());
        };
    }

    private String keyed(Function<RootKey, String> value) {
        return root.map(value).orElse("***");
    }

    /// No value in a marker needs escaping: their types allow letters, digits and hyphens.
    private static String json(Marker marker) {
        return """
        {"machine": "%s", "attempt": "%s", "commit": "%s", "fingerprint": "%s", \
        "state": "%s"}\
        """
                .formatted(
                        marker.machine(),
                        marker.attempt(),
                        marker.commit(),
                        marker.fingerprint(),
                        marker.state().name().toLowerCase(Locale.ROOT));
    }

    /// In a block of YAML every line of the value stands as deep as the first.
    private static String inYaml(String text, String hole, String value) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(hole); at >= 0; at = text.indexOf(hole, from)) {
            String before = text.substring(text.lastIndexOf('\n', at) + 1, at);
            String indent = before.isBlank() ? before : "";
            filled.append(text, from, at).append(value.replace("\n", "\n" + indent));
            from = at + hole.length();
        }
        return filled.append(text.substring(from)).toString();
    }

    /// In a data URL a value is escaped as one, elsewhere as JSON.
    private static String inIgnition(String text, String hole, String value) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(hole); at >= 0; at = text.indexOf(hole, from)) {
            int quote = text.lastIndexOf('"', at);
            boolean inUrl = quote >= 0 && text.startsWith("data:", quote + 1);
            filled.append(text, from, at).append(inUrl ? inUrl(value) : inJson(value));
            from = at + hole.length();
        }
        return filled.append(text.substring(from)).toString();
    }

    private static String inUrl(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String inJson(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
