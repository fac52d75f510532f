package dev.bringup.lab.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.wire.RedfishQuirks.Quirk;
import dev.bringup.power.ipmi.BmcSide;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The Redfish service of a BMC, by DMTF's DSP0266 and its published schemas, and strict about
/// both: what a client gets wrong here would fail on some maker's BMC.
final class RedfishPages implements WebPages {

    static final String ROOT = "/redfish/v1";
    static final String MANAGERS = ROOT + "/Managers";
    static final String MANAGER = MANAGERS + "/bmc";

    private final List<RedfishHost> hosts;
    private final RedfishSessions sessions;
    private final RedfishQuirks quirks;

    /// That many requests are put off.
    private final AtomicInteger busy = new AtomicInteger();

    RedfishPages(List<RedfishHost> hosts, RedfishSessions sessions, RedfishQuirks quirks) {
        this.hosts = List.copyOf(hosts);
        this.sessions = sessions;
        this.quirks = quirks;
    }

    /// Without quirks.
    static RedfishPages of(
            Blueprint machine, BmcSide.Board board, BmcSide.Login login, Rack.Supplies supplies) {
        RedfishHost.Plate plate = new RedfishHost.Plate("1", machine.uuid(), machine.serial());
        return new RedfishPages(
                List.of(new RedfishHost(plate, board, RedfishQuirks.NONE, supplies.clock())),
                new RedfishSessions(login, supplies.random(), RedfishQuirks.NONE),
                RedfishQuirks.NONE);
    }

    void busy(int requests) {
        busy.set(requests);
    }

    @Override
    public Reply answer(Request request) {
        if (busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return RedfishReply.error(
                    503,
                    "ServiceTemporarilyUnavailable",
                    "Come back in 1 second.",
                    Map.of("Retry-After", "1"));
        }
        if (!List.of("", "4.0").contains(request.header("odata-version"))) {
            return RedfishReply.error(412, "PreconditionFailed", "OData-Version is 4.0.");
        }
        String accept = request.header("accept").toLowerCase(Locale.ROOT);
        if (!accept.isEmpty() && !accept.contains("json") && !accept.contains("*/*")) {
            return RedfishReply.error(406, "HeaderInvalid", "There is only application/json.");
        }
        String path = request.target().split("\\?", 2)[0];
        path =
                path.length() > 1 && path.endsWith("/")
                        ? path.substring(0, path.length() - 1)
                        : path;
        return open(request, path);
    }

    /// What needs no login: the root, and logging in.
    private Reply open(Request request, String path) {
        return switch (path) {
            case "/redfish" ->
                    get(request, RedfishReply.JSON.createObjectNode().put("v1", ROOT + "/"));
            case ROOT -> get(request, root());
            default -> {
                boolean login =
                        path.equals(RedfishSessions.PATH) && request.method().equals("POST");
                if (login) {
                    yield quirks.has(Quirk.NO_SESSIONS)
                            ? missing(path)
                            : body(request, sessions::create);
                }
                yield sessions.knows(request)
                        ? closed(request, path)
                        : RedfishReply.error(
                                401,
                                "NoValidSession",
                                "There is no valid session.",
                                Map.of("WWW-Authenticate", "Basic realm=\"BMC\""));
            }
        };
    }

    private Reply closed(Request request, String path) {
        for (RedfishHost host : hosts) {
            if (path.equals(host.path()) || path.startsWith(host.path() + "/")) {
                return host.answer(request, path.substring(host.path().length()));
            }
        }
        boolean ofSessions = path.startsWith(ROOT + "/SessionService");
        if (ofSessions && quirks.has(Quirk.NO_SESSIONS)) {
            return missing(path);
        }
        if (path.startsWith(RedfishSessions.PATH + "/")) {
            return sessions.one(
                    request.method(), path.substring(RedfishSessions.PATH.length() + 1));
        }
        return switch (path) {
            case RedfishSessions.PATH ->
                    request.method().equals("GET")
                            ? sessions.list()
                            : RedfishReply.methods("GET, POST", request.method());
            case ROOT + "/SessionService" -> get(request, sessionService());
            case RedfishHost.SYSTEMS ->
                    get(
                            request,
                            RedfishReply.collection(
                                    path,
                                    "ComputerSystemCollection",
                                    "Systems",
                                    hosts.stream().map(RedfishHost::path).toList()));
            case MANAGERS ->
                    get(
                            request,
                            RedfishReply.collection(
                                    path, "ManagerCollection", "Managers", List.of(MANAGER)));
            case MANAGER -> get(request, manager());
            default -> missing(path);
        };
    }

    private static Reply get(Request request, ObjectNode resource) {
        return List.of("GET", "HEAD").contains(request.method())
                ? RedfishReply.of(200, resource, Map.of())
                : RedfishReply.methods("GET, HEAD", request.method());
    }

    private ObjectNode root() {
        ObjectNode root =
                RedfishReply.resource(
                                ROOT + "/",
                                "#ServiceRoot.v1_16_0.ServiceRoot",
                                "RootService",
                                "Root")
                        .put("RedfishVersion", "1.20.0")
                        .put("Product", "Bringup lab BMC");
        root.set("Systems", RedfishReply.link(RedfishHost.SYSTEMS));
        root.set("Managers", RedfishReply.link(MANAGERS));
        if (!quirks.has(Quirk.NO_SESSIONS)) {
            root.set("SessionService", RedfishReply.link(ROOT + "/SessionService"));
        }
        // The standard wants this link even where nothing is behind it.
        root.putObject("Links").set("Sessions", RedfishReply.link(RedfishSessions.PATH));
        return root;
    }

    private static ObjectNode sessionService() {
        ObjectNode service =
                RedfishReply.resource(
                                ROOT + "/SessionService",
                                "#SessionService.v1_1_9.SessionService",
                                "SessionService",
                                "Session Service")
                        .put("ServiceEnabled", true)
                        .put("SessionTimeout", 600);
        service.set("Sessions", RedfishReply.link(RedfishSessions.PATH));
        return service;
    }

    private ObjectNode manager() {
        ObjectNode manager =
                RedfishReply.resource(MANAGER, "#Manager.v1_19_0.Manager", "bmc", "Manager")
                        .put("ManagerType", "BMC")
                        .put("PowerState", "On");
        hosts.forEach(host ->
                manager.withObject("Links")
                        .withArray("ManagerForServers")
                        .add(RedfishReply.link(host.path())));
        return manager;
    }

    static Reply missing(String path) {
        return RedfishReply.error(
                404, "ResourceMissingAtURI", "There is no resource at " + path + ".");
    }

    /// What becomes of the JSON object in a request.
    static Reply body(Request request, Function<JsonNode, Reply> then) {
        if (!request.header("content-type").startsWith("application/json")) {
            return RedfishReply.error(415, "HeaderInvalid", "Content-Type is application/json.");
        }
        try {
            JsonNode body = RedfishReply.JSON.readTree(request.body());
            if (body != null && body.isObject()) {
                return then.apply(body);
            }
        } catch (JsonProcessingException _) {
            // Said below.
        }
        return RedfishReply.error(400, "MalformedJSON", "The body is not a JSON object.");
    }
}
