package dev.bringup.power;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ComputerSystem of a machine, behind one login.
final class RedfishSystem {

    private static final Logger LOG = LoggerFactory.getLogger(RedfishSystem.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALLOWED = "@Redfish.AllowableValues";

    private final RedfishCalls calls;
    private final String who;
    private final String path;

    private RedfishSystem(RedfishCalls calls, String who, String path) {
        this.calls = calls;
        this.who = who;
        this.path = path;
    }

    static RedfishSystem find(RedfishCalls calls, Rung.Service bmc) throws Unable {
        String who = "BMC " + bmc.name();
        Optional<String> systems = RedfishText.link(calls.root().path("Systems"));
        if (systems.isEmpty()) {
            throw new Unable(who + " knows of no systems", Unable.Cure.HUMAN);
        }
        List<String> members = new ArrayList<>();
        calls.get(systems.get())
                .path("Members")
                .forEach(member -> RedfishText.link(member).ifPresent(members::add));
        List<String> ids = members.stream().map(RedfishSystem::id).toList();
        if (bmc.system().isEmpty() && members.size() == 1) {
            return new RedfishSystem(calls, who, members.getFirst());
        }
        int at = bmc.system().map(ids::indexOf).orElse(-1);
        if (at >= 0) {
            return new RedfishSystem(calls, who, members.get(at));
        }
        String there = ids.isEmpty() ? "none" : String.join(", ", ids);
        throw new Unable(
                bmc.system()
                        .map(id -> "%s has no system '%s'; there is %s".formatted(who, id, there))
                        .orElseGet(() ->
                                ids.isEmpty()
                                        ? who + " knows of no systems"
                                        : "%s has several systems: %s; say which by 'system:'"
                                                .formatted(who, there)),
                Unable.Cure.HUMAN);
    }

    private static String id(String link) {
        String bare = link.endsWith("/") ? link.substring(0, link.length() - 1) : link;
        return bare.substring(bare.lastIndexOf('/') + 1);
    }

    /// Whoever is on its way to off is not off yet.
    Power power() throws Unable {
        JsonNode system = calls.get(path);
        return RedfishText.text(system, "PowerState")
                .map(state -> state.equals("Off") ? Power.OFF : Power.ON)
                .orElseThrow(
                        () -> new Unable(who + " does not say whether it is on", Unable.Cure.TIME));
    }

    /// The ways of reset that the service says it has; empty if it does not say.
    List<String> resets() throws Unable {
        JsonNode action = action();
        JsonNode said = action.path("ResetType" + ALLOWED);
        Optional<String> info = RedfishText.text(action, "@Redfish.ActionInfo");
        if (said.isEmpty() && info.flatMap(RedfishText::path).isPresent()) {
            for (JsonNode one :
                    calls.get(info.flatMap(RedfishText::path).get()).path("Parameters")) {
                said =
                        one.path("Name").asText().equals("ResetType")
                                ? one.path("AllowableValues")
                                : said;
            }
        }
        return RedfishText.texts(said);
    }

    private JsonNode action() throws Unable {
        return calls.get(path).path("Actions").path("#ComputerSystem.Reset");
    }

    /// Empty when it was taken; else why this way of reset is none here.
    Optional<String> reset(String type) throws Unable {
        String target =
                RedfishText.text(action(), "target")
                        .flatMap(RedfishText::path)
                        .orElse(path + "/Actions/ComputerSystem.Reset");
        String body = JSON.createObjectNode().put("ResetType", type).toString();
        Web.Answer answer = calls.send("POST", target, body, Map.of());
        if (answer.status() == 400 || RedfishText.isMissing(answer.status())) {
            String said = RedfishText.reason(answer.text()).orElse("no reason given");
            return Optional.of(
                    "%s refuses %s (%d): %s".formatted(who, type, answer.status(), said));
        }
        calls.checked("POST", target, answer);
        return Optional.empty();
    }

    /// The first of these that the firmware takes is where the next boot comes from, once.
    void boot(List<String> targets) throws Unable {
        JsonNode boot = calls.get(path).path("Boot");
        List<String> able = RedfishText.texts(boot.path("BootSourceOverrideTarget" + ALLOWED));
        Optional<String> target =
                targets.stream().filter(t -> able.isEmpty() || able.contains(t)).findFirst();
        if (target.isEmpty()) {
            throw new Unable(
                    "%s cannot boot once from %s, only from %s"
                            .formatted(who, String.join(" or ", targets), String.join(", ", able)),
                    Unable.Cure.HUMAN);
        }
        Web.Answer answer = override(target.get());
        // Somebody else changed it since it was read.
        answer = answer.status() == 412 ? override(target.get()) : answer;
        calls.checked("PATCH", path, answer);
        check(target.get());
    }

    private Web.Answer override(String target) throws Unable {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("Boot")
                .put("BootSourceOverrideEnabled", "Once")
                .put("BootSourceOverrideTarget", target);
        Web.Answer now = calls.send("GET", path, "", Map.of());
        Map<String, String> tag =
                now.headers()
                        .firstValue("ETag")
                        .or(() -> tag(now))
                        .map(etag -> Map.of("If-Match", etag))
                        .orElse(Map.of());
        return calls.send("PATCH", path, body.toString(), tag);
    }

    private Optional<String> tag(Web.Answer answer) {
        try {
            return RedfishText.text(calls.json(answer), "@odata.etag");
        } catch (Unable _) {
            return Optional.empty();
        }
    }

    /// `Continuous` after `Once` is an old mistake of BMCs, and harmless here: whoever netboots
    /// without a reason is sent to its own disk.
    private void check(String target) throws Unable {
        JsonNode boot = calls.get(path).path("Boot");
        String enabled = boot.path("BootSourceOverrideEnabled").asText();
        String kept = boot.path("BootSourceOverrideTarget").asText();
        if (!kept.equals(target) || enabled.equals("Disabled")) {
            LOG.warn("{} was told to boot once from {} and says {} {}", who, target, enabled, kept);
        }
    }
}
