package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.power.ipmi.BmcSide;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Who is logged in to a BMC's Redfish. Like the real ones it has few places, and whoever does not
/// log out again keeps one.
final class RedfishSessions {

    static final String PATH = "/redfish/v1/SessionService/Sessions";

    private static final int MOST = 8;

    private final BmcSide.Login login;
    private final RandomGenerator random;
    private final RedfishQuirks quirks;
    private final Map<String, Session> byToken = new TreeMap<>();
    private int opened;

    private record Session(String id, int calls) {}

    RedfishSessions(BmcSide.Login login, RandomGenerator random, RedfishQuirks quirks) {
        this.login = login;
        this.random = random;
        this.quirks = quirks;
    }

    /// How many are open now.
    synchronized int open() {
        return byToken.size();
    }

    /// How many there have ever been.
    synchronized int opened() {
        return opened;
    }

    /// Whether this request says who it is of, by a session or by name and password.
    synchronized boolean knows(WebPages.Request request) {
        String token = request.header("x-auth-token");
        if (!token.isEmpty()) {
            Session session = byToken.get(token);
            if (session == null || session.calls >= quirks.callsPerSession()) {
                byToken.remove(token);
                return false;
            }
            byToken.put(token, new Session(session.id, session.calls + 1));
            return true;
        }
        String both = login.user() + ":" + login.password();
        return request.header("authorization")
                .equals(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    synchronized WebPages.Reply create(JsonNode body) {
        if (!Set.of("UserName", "Password").equals(fields(body))) {
            return RedfishReply.error(
                    400, "PropertyMissing", "UserName and Password are needed, and nothing else.");
        }
        if (!body.path("UserName").asText().equals(login.user())
                || !body.path("Password").asText().equals(login.password())) {
            return RedfishReply.error(
                    401, "NoValidSession", "The user name or the password is wrong.");
        }
        if (byToken.size() >= MOST) {
            return RedfishReply.error(
                    503,
                    "SessionLimitExceeded",
                    "There are no sessions left.",
                    Map.of("Retry-After", "30"));
        }
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        String id = String.valueOf(++opened);
        byToken.put(token, new Session(id, 0));
        return RedfishReply.of(
                201, resource(id), Map.of("X-Auth-Token", token, "Location", PATH + "/" + id));
    }

    private ObjectNode resource(String id) {
        return RedfishReply.resource(
                        PATH + "/" + id, "#Session.v1_7_0.Session", id, "Session " + id)
                .put("UserName", login.user())
                .putNull("Password");
    }

    static Set<String> fields(JsonNode body) {
        Set<String> fields = new java.util.TreeSet<>();
        body.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    synchronized WebPages.Reply list() {
        return RedfishReply.of(
                200,
                RedfishReply.collection(
                        PATH,
                        "SessionCollection",
                        "Sessions",
                        byToken.values().stream().map(s -> PATH + "/" + s.id).toList()),
                Map.of());
    }

    /// What can be done with one session.
    synchronized WebPages.Reply one(String method, String id) {
        if (byToken.values().stream().noneMatch(s -> s.id.equals(id))) {
            return RedfishPages.missing(PATH + "/" + id);
        }
        return switch (method) {
            case "GET" -> RedfishReply.of(200, resource(id), Map.of());
            case "DELETE" -> {
                byToken.values().removeIf(s -> s.id.equals(id));
                yield RedfishReply.done();
            }
            default -> RedfishReply.methods("GET, DELETE", method);
        };
    }
}
