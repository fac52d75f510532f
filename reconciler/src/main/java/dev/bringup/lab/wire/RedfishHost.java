package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.wire.RedfishQuirks.Quirk;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.Chassis;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/// The ComputerSystem resource of a machine.
final class RedfishHost {

    /// What is written on the machine.
    record Plate(String id, String uuid, String serial) {}

    static final String SYSTEMS = "/redfish/v1/Systems";

    private static final String ALLOWED = "@Redfish.AllowableValues";
    private static final Map<String, Chassis.Control> RESETS =
            Map.of(
                    "On", Chassis.Control.UP,
                    "ForceOff", Chassis.Control.DOWN,
                    "GracefulShutdown", Chassis.Control.SOFT_OFF,
                    "ForceRestart", Chassis.Control.RESET,
                    "PowerCycle", Chassis.Control.CYCLE);

    private final Plate plate;
    private final BmcSide.Board board;
    private final RedfishQuirks quirks;
    private final InstantSource clock;
    private String target = "None";
    private boolean shownOn;
    private Instant changed = Instant.MIN;

    RedfishHost(Plate plate, BmcSide.Board board, RedfishQuirks quirks, InstantSource clock) {
        this.plate = plate;
        this.board = board;
        this.quirks = quirks;
        this.clock = clock;
    }

    String path() {
        return SYSTEMS + "/" + plate.id;
    }

    synchronized WebPages.Reply answer(WebPages.Request request, String rest) {
        return switch (rest) {
            case "" ->
                    switch (request.method()) {
                        case "GET" -> RedfishReply.of(200, resource(), tag());
                        case "PATCH" -> RedfishPages.body(request, body -> patch(request, body));
                        default -> RedfishReply.methods("GET, PATCH", request.method());
                    };
            case "/Actions/ComputerSystem.Reset" ->
                    request.method().equals("POST")
                            ? RedfishPages.body(request, this::reset)
                            : RedfishReply.methods("POST", request.method());
            case "/ResetActionInfo" ->
                    quirks.has(Quirk.ACTION_INFO) && request.method().equals("GET")
                            ? RedfishReply.of(200, actionInfo(), Map.of())
                            : RedfishPages.missing(request.target());
            default -> RedfishPages.missing(request.target());
        };
    }

    private List<String> targets() {
        return quirks.has(Quirk.HTTP_ONLY)
                ? List.of("None", "Hdd", "UefiHttp")
                : List.of("None", "Hdd", "Pxe", "UefiHttp");
    }

    /// What was shown before, until it is time to show what is.
    private boolean isShownOn() {
        return clock.instant().isBefore(changed.plus(quirks.late())) ? shownOn : board.isOn();
    }

    private ObjectNode resource() {
        ObjectNode system =
                RedfishReply.resource(
                        path(), "#ComputerSystem.v1_22_0.ComputerSystem", plate.id, "System");
        system.put("SystemType", "Physical")
                .put("Manufacturer", "Bringup")
                .put("Model", "Lab")
                .put("UUID", plate.uuid)
                .put("SerialNumber", plate.serial)
                .put("PowerState", isShownOn() ? "On" : "Off");
        system.putObject("Status").put("State", "Enabled").put("Health", "OK");
        boolean pending = board.nextBoot() != Chassis.Device.AS_IT_IS;
        String enabled = quirks.has(Quirk.CONTINUOUS) ? "Continuous" : "Once";
        ObjectNode boot = system.putObject("Boot");
        boot.put("BootSourceOverrideEnabled", pending ? enabled : "Disabled")
                .put("BootSourceOverrideTarget", pending ? target : "None")
                .put("BootSourceOverrideMode", "UEFI");
        targets().forEach(boot.withArray("BootSourceOverrideTarget" + ALLOWED)::add);
        ObjectNode reset = system.putObject("Actions").putObject("#ComputerSystem.Reset");
        reset.put("target", path() + "/Actions/ComputerSystem.Reset");
        if (quirks.has(Quirk.ACTION_INFO)) {
            reset.put("@Redfish.ActionInfo", path() + "/ResetActionInfo");
        } else {
            RESETS.keySet().stream().sorted().forEach(reset.withArray("ResetType" + ALLOWED)::add);
        }
        ArrayNode managers = system.putObject("Links").putArray("ManagedBy");
        managers.add(RedfishReply.link(RedfishPages.MANAGER));
        return system;
    }

    private ObjectNode actionInfo() {
        ObjectNode info =
                RedfishReply.resource(
                        path() + "/ResetActionInfo",
                        "#ActionInfo.v1_4_0.ActionInfo",
                        "ResetActionInfo",
                        "Ways of reset");
        ObjectNode parameter = info.putArray("Parameters").addObject();
        parameter.put("Name", "ResetType").put("Required", true).put("DataType", "String");
        RESETS.keySet().stream().sorted().forEach(parameter.withArray("AllowableValues")::add);
        return info;
    }

    private Map<String, String> tag() {
        if (quirks.has(Quirk.NO_ETAG)) {
            return Map.of();
        }
        CRC32 sum = new CRC32();
        sum.update(resource().toString().getBytes(StandardCharsets.UTF_8));
        return Map.of("ETag", "\"%08x\"".formatted(sum.getValue()));
    }

    private WebPages.Reply patch(WebPages.Request request, JsonNode body) {
        String wanted = tag().getOrDefault("ETag", "");
        String condition = request.header("if-match");
        if (!wanted.isEmpty() && condition.isEmpty()) {
            return RedfishReply.error(428, "PreconditionRequired", "If-Match is needed.");
        }
        if (!wanted.isEmpty() && !condition.equals(wanted) && !condition.equals("*")) {
            return RedfishReply.error(412, "PreconditionFailed", "The ETag is another by now.");
        }
        Set<String> known =
                Set.of(
                        "BootSourceOverrideEnabled",
                        "BootSourceOverrideTarget",
                        "BootSourceOverrideMode");
        JsonNode boot = body.path("Boot");
        Set<String> said = RedfishSessions.fields(boot);
        if (!Set.of("Boot").equals(RedfishSessions.fields(body)) || !known.containsAll(said)) {
            return RedfishReply.error(400, "PropertyUnknown", "Only Boot can be changed here.");
        }
        String enabled = boot.path("BootSourceOverrideEnabled").asText("Once");
        String from = boot.path("BootSourceOverrideTarget").asText(target);
        if (!Set.of("Once", "Disabled").contains(enabled) || !targets().contains(from)) {
            return RedfishReply.error(
                    400,
                    "PropertyValueNotInList",
                    "%s from %s is not in the list of what is possible.".formatted(enabled, from));
        }
        target = enabled.equals("Disabled") ? "None" : from;
        board.nextBoot(
                switch (target) {
                    case "Pxe", "UefiHttp" -> Chassis.Device.PXE;
                    case "Hdd" -> Chassis.Device.DISK;
                    default -> Chassis.Device.AS_IT_IS;
                });
        return RedfishReply.of(200, resource(), tag());
    }

    private WebPages.Reply reset(JsonNode body) {
        String type = body.path("ResetType").asText();
        if (!Set.of("ResetType").equals(RedfishSessions.fields(body))) {
            return RedfishReply.error(
                    400, "ActionParameterMissing", "ResetType is needed, and nothing else.");
        }
        Chassis.Control control = RESETS.get(type);
        if (control == null) {
            return RedfishReply.error(
                    400,
                    "ActionParameterValueNotInList",
                    "The value '%s' of ResetType is not in the list.".formatted(type));
        }
        if (control == Chassis.Control.CYCLE && quirks.has(Quirk.NO_CYCLE)) {
            return RedfishReply.error(501, "ActionNotSupported", "PowerCycle is not supported.");
        }
        boolean before = isShownOn();
        boolean already = control == Chassis.Control.UP && board.isOn();
        if (already || board.control(control) != Chassis.OK) {
            return RedfishReply.error(
                    409, "ResourceInUse", "That is not possible in the present state.");
        }
        shownOn = before;
        changed = clock.instant();
        return RedfishReply.done();
    }
}
