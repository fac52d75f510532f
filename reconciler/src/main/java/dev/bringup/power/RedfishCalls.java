package dev.bringup.power;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls to a Redfish service: by a session where it has them, which is ended with this, else by
/// basic authentication. A session that expired is renewed once; whoever is busy is asked again
/// when it wants to be.
final class RedfishCalls implements AutoCloseable {

    static final String ROOT = "/redfish/v1/";

    private static final Logger LOG = LoggerFactory.getLogger(RedfishCalls.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BUSY_FOR = Duration.ofSeconds(2);

    /// What is sent along, and the session that this is of.
    private record Access(Map<String, String> headers, Optional<String> session) {
        static final Access NONE = new Access(Map.of(), Optional.empty());
    }

    private final Web web;
    private final Peer peer;
    private final Login login;
    private final Duration patience;
    private final JsonNode root;
    private Access access = Access.NONE;
    private boolean renewed;

    /// `patience` bounds how long one call may wait for a service that says it is busy.
    static RedfishCalls open(Web web, Peer peer, Login login, Duration patience) throws Unable {
        RedfishCalls calls = new RedfishCalls(web, peer, login, patience);
        calls.login();
        return calls;
    }

    private RedfishCalls(Web web, Peer peer, Login login, Duration patience) throws Unable {
        this.web = web;
        this.peer = peer;
        this.login = login;
        this.patience = patience;
        Web.Answer answer = patiently(call("GET", ROOT, "", Map.of()));
        if (answer.status() == 404) {
            throw new Unable(peer.name() + " has no Redfish service at " + ROOT, Unable.Cure.HUMAN);
        }
        this.root = json(checked("GET", ROOT, answer));
    }

    /// The service root, which needs no login.
    JsonNode root() {
        return root;
    }

    JsonNode get(String path) throws Unable {
        return json(checked("GET", path, send("GET", path, "", Map.of())));
    }

    /// Any answer but a refusal of who we are.
    Web.Answer send(String method, String path, String body, Map<String, String> headers)
            throws Unable {
        Web.Answer answer = patiently(call(method, path, body, headers));
        if (answer.status() == 401 && access.session.isPresent() && !renewed) {
            renewed = true;
            login();
            answer = patiently(call(method, path, body, headers));
        }
        if (answer.status() == 401) {
            throw wrong();
        }
        return answer;
    }

    JsonNode json(Web.Answer answer) throws Unable {
        try {
            JsonNode tree = JSON.readTree(answer.text());
            if (tree != null && tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException _) {
            // Said below.
        }
        throw new Unable(peer.name() + " answers what is not a JSON object", Unable.Cure.TIME);
    }

    Web.Answer checked(String method, String path, Web.Answer answer) throws Unable {
        if (answer.status() / 100 == 2) {
            return answer;
        }
        boolean forbidden = answer.status() == 403;
        String said = RedfishText.reason(answer.text()).map(text -> ": " + text).orElse("");
        throw new Unable(
                forbidden
                        ? "%s does not let %s do %s %s%s"
                                .formatted(peer.name(), login.user(), method, path, said)
                        : "%s answers %d to %s %s%s"
                                .formatted(peer.name(), answer.status(), method, path, said),
                forbidden ? Unable.Cure.HUMAN : Unable.Cure.TIME);
    }

    /// Never repeated with a password that was refused: BMCs lock out whoever tries too often.
    private void login() throws Unable {
        access = Access.NONE;
        Optional<String> sessions = RedfishText.link(root.path("Links").path("Sessions"));
        if (sessions.isPresent()) {
            String body =
                    JSON.createObjectNode()
                            .put("UserName", login.user())
                            .put("Password", login.password())
                            .toString();
            Web.Answer answer = patiently(call("POST", sessions.get(), body, Map.of()));
            Optional<String> token = answer.headers().firstValue("X-Auth-Token");
            if (answer.status() / 100 == 2 && token.isPresent()) {
                Optional<String> session =
                        answer.headers()
                                .firstValue("Location")
                                .flatMap(RedfishText::path)
                                .or(() -> RedfishText.ownLink(answer.text()));
                access = new Access(Map.of("X-Auth-Token", token.get()), session);
                return;
            }
            // Some that have no sessions refuse whatever they do not know.
            boolean offered = RedfishText.link(root.path("SessionService")).isPresent();
            if (offered && RedfishText.refusesLogin(answer)) {
                throw wrong();
            }
            if (offered && !RedfishText.isMissing(answer.status())) {
                checked("POST", sessions.get(), answer);
            }
        }
        byte[] both = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        String basic = "Basic " + Base64.getEncoder().encodeToString(both);
        access = new Access(Map.of("Authorization", basic), Optional.empty());
    }

    private Unable wrong() {
        return new Unable(
                "%s: wrong password for user %s".formatted(peer.name(), login.user()),
                Unable.Cure.HUMAN);
    }

    private Web.Call call(String method, String path, String body, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("Accept", "application/json");
        headers.put("OData-Version", "4.0");
        if (!body.isEmpty()) {
            headers.put("Content-Type", "application/json");
        }
        headers.putAll(access.headers);
        return new Web.Call(method, path, headers, body);
    }

    /// 503 and 429 say that nothing was done.
    private Web.Answer patiently(Web.Call call) throws Unable {
        Duration left = patience;
        while (true) {
            Web.Answer answer = web.send(call);
            if (answer.status() != 503 && answer.status() != 429) {
                return answer;
            }
            Duration wish = RedfishText.retryAfter(answer).orElse(BUSY_FOR);
            left = left.minus(wish);
            if (left.isNegative()) {
                throw new Unable(
                        "%s is busy (%d) and wants to be asked again in %d s"
                                .formatted(peer.name(), answer.status(), wish.toSeconds()),
                        Unable.Cure.TIME);
            }
            Unable.pause(wish);
        }
    }

    /// A BMC has few sessions, and some keep them for half an hour.
    @Override
    public void close() {
        if (access.session.isPresent()) {
            try {
                Web.Answer answer = web.send(call("DELETE", access.session.get(), "", Map.of()));
                LOG.debug("{} ended a session: {}", peer.name(), answer.status());
            } catch (Unable failure) {
                LOG.debug("a session stays: {}", failure.because());
            }
        }
    }
}
