package dev.bringup.secrets;

import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import dev.bringup.model.Payload.Placeholder;
import dev.bringup.model.SecretRef;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills the holes of a payload when it is served to the machine that it is for.
public final class Filler {

    private static final String MASKED = "***";

    /// What is left of a line when a YAML value opens with a quote and goes on to its end.
    private static final Pattern QUOTED =
            Pattern.compile("\\s*(?:-\\s+)*(?:[^\\s:\"']+:\\s+)?(\"[^\"]*|'[^']*)");

    private final Optional<RootKey> root;
    private final Function<Ip4, Urls> urls;
    private final Function<SecretRef, String> secrets;
    private final Function<BootAnswer.Serve, String> certificates;

    /// Host and port of our boot services, and of where machines may log to, as they see them.
    public record Urls(String http, String log) {}

    /// `urls` are by the address of the machine; `secrets` reads the operator's, and `certificates`
    /// signs the host key of this installation. Both throw with a sentence if that cannot be had.
    public Filler(
            RootKey root,
            Function<Ip4, Urls> urls,
            Function<SecretRef, String> secrets,
            Function<BootAnswer.Serve, String> certificates) {
        this(Optional.of(root), urls, secrets, certificates);
    }

    private Filler(
            Optional<RootKey> root,
            Function<Ip4, Urls> urls,
            Function<SecretRef, String> secrets,
            Function<BootAnswer.Serve, String> certificates) {
        this.root = root;
        this.urls = urls;
        this.secrets = secrets;
        this.certificates = certificates;
    }

    /// For showing payloads to people: what comes from the root key and what is the operator's
    /// secret is masked.
    public static Filler masking(Urls urls) {
        return new Filler(Optional.empty(), _ -> urls, _ -> MASKED, _ -> MASKED);
    }

    /// In one pass: what a secret holds is never taken for a hole itself.
    public String fill(BootAnswer.Serve serve, String text) {
        Payload payload = serve.machine().install().payload();
        StringBuilder filled = new StringBuilder();
        int from = 0;
        Matcher hole = Payload.HOLE.matcher(text);
        while (hole.find()) {
            int at = hole.start();
            String value = value(hole.group(), serve).orElse(hole.group());
            filled.append(text, from, at).append(written(payload.kind(), text, at, value));
            from = hole.end();
        }
        return filled.append(text.substring(from)).toString();
    }

    private static String written(Payload.Kind kind, String text, int at, String value) {
        // What steers an installer has the script of the first boot beside it.
        if (text.startsWith("#!") && kind.steersAnInstaller()) {
            return ShellText.place(text, at, value);
        }
        return switch (kind) {
            case CLOUD_INIT, AUTOINSTALL, TALOS -> inYaml(text, at, value);
            case IGNITION -> inIgnition(text, at, value);
            case SCRIPT, KICKSTART -> ShellText.place(text, at, value);
            // The value of a question ends with its line.
            case PRESEED -> value.replace('\n', ' ');
        };
    }

    /// A command for a shell, with the secrets that it has holes for.
    public static String command(
            String text, Map<String, SecretRef> secrets, Function<SecretRef, String> read) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        Matcher hole = Payload.HOLE.matcher(text);
        while (hole.find()) {
            SecretRef secret = secrets.get(hole.group());
            filled.append(text, from, hole.start())
                    .append(
                            secret == null
                                    ? hole.group()
                                    : ShellText.place(text, hole.start(), read.apply(secret)));
            from = hole.end();
        }
        return filled.append(text.substring(from)).toString();
    }

    private Optional<String> value(String hole, BootAnswer.Serve serve) {
        SecretRef secret = serve.machine().install().payload().secrets().get(hole);
        return secret != null
                ? Optional.of(secrets.apply(secret))
                : Arrays.stream(Placeholder.values())
                        .filter(placeholder -> placeholder.text().equals(hole))
                        .findFirst()
                        .map(placeholder -> value(placeholder, serve));
    }

    private String value(Placeholder placeholder, BootAnswer.Serve serve) {
        AttemptId attempt = serve.permit().attempt();
        Urls here = urls.apply(serve.machine().address());
        String base = "http://" + here.http();
        return switch (placeholder) {
            case MARKER -> json(serve.marker());
            case JOIN_URL -> base + "/config/" + serve.permit().id() + "/join";
            case NONCE -> keyed(key -> key.nonce(serve.permit().id()));
            case BUNDLES_URL -> base + "/config/" + serve.permit().id() + "/bundles";
            case TARGET_URL -> base + "/config/" + serve.permit().id() + "/target";
            case FINISH_URL -> base + "/config/" + serve.permit().id() + "/finish";
            case PHONE_HOME_URL -> base + "/report/" + serve.permit().id() + "/up";
            case HOST_KEY -> keyed(key -> key.hostKey(attempt).privateText().strip());
            case HOST_KEY_PUBLIC -> keyed(key -> key.hostKey(attempt).publicText());
            case HOST_CERTIFICATE -> certificates.apply(serve);
            case JOIN_TOKEN -> keyed(_ -> token(serve));
            case LOG_SERVER -> here.log();
            case SSH_KEY -> keyed(key -> key.clientKey().publicText());
        };
    }

    private static String token(BootAnswer.Serve serve) {
        return serve.joining()
                .map(JoinMaterial::token)
                .orElseThrow(() ->
                        new IllegalStateException(
                                serve.machine().id() + " is served no token with this file"));
    }

    private String keyed(Function<RootKey, String> value) {
        return root.map(value).orElse(MASKED);
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

    /// In a block of YAML every line of the value stands as deep as the first; in a value in quotes
    /// the quotes stay its end.
    private static String inYaml(String text, int at, String value) {
        String before = text.substring(text.lastIndexOf('\n', at) + 1, at);
        if (before.isBlank()) {
            return value.replace("\n", "\n" + before);
        }
        Matcher quoted = QUOTED.matcher(before);
        if (!quoted.matches()) {
            return value;
        }
        return quoted.group(1).startsWith("\"") ? inJson(value) : value.replace("'", "''");
    }

    /// In a data URL a value is escaped as one, elsewhere as JSON.
    private static String inIgnition(String text, int at, String value) {
        int quote = text.lastIndexOf('"', at);
        boolean inUrl = quote >= 0 && text.startsWith("data:", quote + 1);
        return inUrl ? inUrl(value) : inJson(value);
    }

    private static String inUrl(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String inJson(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
