package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.BootRequest;
import dev.bringup.model.Discovered;
import dev.bringup.model.Identity;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Marker;
import dev.bringup.model.Match;
import dev.bringup.model.PermitId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BootRouteTest {

    private static final Ip4 FROM = Ip4.parse("127.77.1.1");
    private static final PermitId PERMIT = new PermitId("permit0123456789");
    private static final String CONFIG = "/config/" + PERMIT + "/";
    private static final String REPORT = "/report/" + PERMIT + "/";

    private static BootRoute route(String method, String uri, String body) {
        return BootRoute.of(method, uri, body, FROM);
    }

    private static BootRoute ask(String label, BootRequest request) {
        return new BootRoute.Ask(label, request);
    }

    @Test
    void aSystemThatKnowsNoPermitNamesItsCard() {
        assertEquals(
                ask("config", new BootRequest.Whole(Mac.parse("525400000001"), FROM)),
                route("GET", "/talos?mac=52%3A54%3A00%3A00%3A00%3A01", ""));
        assertEquals(
                new BootRoute.Reject(400, "/talos?mac= names no card"), route("GET", "/talos", ""));
        assertEquals(
                new BootRoute.Reject(405, "POST is not for /talos"),
                route("POST", "/talos?mac=52:54:00:00:00:01", ""));
    }

    @Test
    void theTreeOfCloudsIsTheSameInEachVersion() {
        for (String version : List.of("latest", "2009-04-04")) {
            assertEquals(
                    ask(
                            "config",
                            new BootRequest.Config(PERMIT, FROM, "latest/meta-data/instance-id")),
                    route("GET", CONFIG + version + "/meta-data/instance-id", ""));
            assertEquals(
                    ask("config", new BootRequest.Config(PERMIT, FROM, "latest/meta-data/")),
                    route("GET", CONFIG + version + "/meta-data/", ""));
        }
        assertEquals(
                new BootRoute.Reject(404, "nothing is served at " + CONFIG + "new/user-data"),
                route("GET", CONFIG + "new/user-data", ""));
        assertEquals(
                new BootRoute.Reject(405, "PUT is not for " + CONFIG + "latest/api/token"),
                route("PUT", CONFIG + "latest/api/token", ""));
    }

    @Test
    void whatAStrangerIsMadeOf() {
        String body =
                "{\"uuid\":\"\",\"serial\":\"S1\",\"vendor\":\"Acme\",\"product\":\"\",\"cpus\":8,"
                        + "\"memory\":1024,\"cards\":[{\"name\":\"eth0\",\"mac\":\"52:54:00:00:00:01\"}],"
                        + "\"disks\":[]}";
        assertEquals(
                new BootRoute.Ask(
                        "hardware",
                        new BootRequest.Inspection(
                                PERMIT,
                                FROM,
                                new Identity(Optional.empty(), Optional.of("S1")),
                                new Discovered.Inventory(
                                        "Acme",
                                        "unknown",
                                        8,
                                        1024,
                                        List.of(
                                                new Discovered.Card(
                                                        "eth0", Mac.parse("525400000001"))),
                                        List.of()))),
                route("POST", REPORT + "hardware", body));
        assertEquals(
                new BootRoute.Reject(400, "\"cards\" is not a list of at most 64 cards"),
                route("POST", REPORT + "hardware", "{\"disks\":[]}"));
    }

    @Test
    void everyQuestionOfAMachineIsUnderstood() {
        assertEquals(
                ask(
                        "script",
                        new BootRequest.Script(
                                Sample.MAC, FROM, Optional.of("u-1"), Optional.of("S N"))),
                route("GET", "/ipxe/52-54-00-77-01-01?uuid=u-1&serial=S%20N", ""));
        assertEquals(
                ask(
                        "script",
                        new BootRequest.Script(
                                Sample.MAC, FROM, Optional.empty(), Optional.empty())),
                route("GET", "/ipxe/525400770101?uuid=&serial=", ""));
        assertEquals(
                ask(
                        "script",
                        new BootRequest.Script(
                                Sample.MAC,
                                FROM,
                                Optional.empty(),
                                Optional.empty(),
                                Match.Box.of(Optional.of("Dell Inc."), Optional.of("a b")))),
                route("GET", "/ipxe/525400770101?vendor=Dell%20Inc.%20&product=a%0Ab", ""));
        assertEquals(
                ask(
                        "disks",
                        new BootRequest.Disks(
                                PERMIT,
                                FROM,
                                List.of(),
                                new Match.Box(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(1L << 33),
                                        Optional.of(8)))),
                route("POST", CONFIG + "disks", "{\"cpus\":8,\"memory\":8589934592,\"disks\":[]}"));
        assertEquals(
                ask(
                        "disks",
                        new BootRequest.Disks(
                                PERMIT,
                                FROM,
                                List.of(
                                        new BootRequest.Disk(
                                                "vda",
                                                "S1",
                                                Optional.of("w1"),
                                                8L << 30,
                                                new BootRequest.Content.Blank()),
                                        new BootRequest.Disk(
                                                "vdb",
                                                "",
                                                Optional.empty(),
                                                1,
                                                new BootRequest.Content.Marked(Sample.MARKER)),
                                        new BootRequest.Disk(
                                                "vdc",
                                                "",
                                                Optional.empty(),
                                                2,
                                                new BootRequest.Content.Foreign())))),
                route(
                        "POST",
                        CONFIG + "disks",
                        """
                        {"disks":[
                        {"name":"vda","serial":"S1","wwn":"w1","bytes":8589934592,"content":"blank"},
                        {"name":"vdb","serial":"","bytes":1,"content":%s},
                        {"name":"vdc","bytes":2,"content":"foreign"}]}
                        """
                                .formatted(BootJson.marker(Sample.MARKER))));
        assertEquals(
                ask(
                        "progress",
                        new BootRequest.Progress(
                                PERMIT, FROM, BootRequest.Installing.WRITTEN, 640)),
                route("POST", REPORT + "progress", "{\"now\":\"written\",\"bytes\":640}"));
        assertEquals(
                ask(
                        "progress",
                        new BootRequest.Progress(
                                PERMIT,
                                FROM,
                                BootRequest.Installing.FAILED,
                                0,
                                Optional.of("no room on vda"))),
                route(
                        "POST",
                        REPORT + "progress",
                        "{\"now\":\"failed\",\"bytes\":0,\"because\":\"no room\\non vda\"}"));
        assertEquals(
                ask("config", new BootRequest.Config(PERMIT, FROM, "user-data")),
                route("GET", CONFIG + "user-data", ""));
        assertEquals(
                ask("up", new BootRequest.PhoneHome(PERMIT, FROM)),
                route("POST", REPORT + "up", "instance_id=node-01&hostname=node-01"));
        assertEquals(
                ask("join", new BootRequest.Join(PERMIT, FROM, "n1")),
                route("POST", CONFIG + "join", "{\"nonce\":\"n1\"}"));
    }

    @Test
    void filesAreFoundOnTheirShelf() {
        assertEquals(
                new BootRoute.Download("asset", BootRoute.Shelf.ASSETS, "installer/vmlinuz"),
                route("HEAD", "/assets/installer/vmlinuz", ""));
        assertEquals(
                new BootRoute.Download("boot_file", BootRoute.Shelf.BOOT_FILES, "snponly.efi"),
                route("GET", "/boot/snponly.efi", ""));
        assertEquals(
                new BootRoute.Download("asset", BootRoute.Shelf.ASSETS, ""),
                route("GET", "/assets", ""));
    }

    @Test
    void whatIsNotUnderstoodIsRejectedWithTheReason() {
        Map<String, BootRoute> cases = new LinkedHashMap<>();
        cases.put("GET ?x ", new BootRoute.Reject(400, "a request names a path"));
        cases.put("GET / ", new BootRoute.Reject(404, "nothing is served at /"));
        cases.put("GET /ipxe/xx ", new BootRoute.Reject(400, "'xx' is not a MAC address"));
        cases.put(
                "HEAD /ipxe/525400770101 ",
                new BootRoute.Reject(405, "HEAD is not for /ipxe/525400770101"));
        cases.put("GET /config/../user-data ", new BootRoute.Reject(400, "'..' is not a permit"));
        cases.put(
                "GET " + CONFIG + "join ",
                new BootRoute.Reject(405, "GET is not for " + CONFIG + "join"));
        cases.put(
                "POST " + CONFIG + "join []",
                new BootRoute.Reject(400, "the body is not a JSON object"));
        cases.put(
                "POST " + CONFIG + "join {}",
                new BootRoute.Reject(400, "\"nonce\" is missing, or not text"));
        cases.put(
                "POST " + CONFIG + "disks {}",
                new BootRoute.Reject(400, "\"disks\" is not a list of at most 256 disks"));
        cases.put(
                "POST "
                        + CONFIG
                        + "disks {\"disks\":[{\"name\":\"a\",\"bytes\":1,\"content\":\"odd\"}]}",
                new BootRoute.Reject(
                        400, "\"content\" is blank, foreign or a marker, not \"odd\""));
        cases.put(
                "POST " + REPORT + "progress {\"now\":\"writing\",\"bytes\":-1}",
                new BootRoute.Reject(400, "\"bytes\" is missing, or not a count"));
        cases.put("DELETE /assets/x ", new BootRoute.Reject(405, "DELETE is not for /assets/x"));
        cases.forEach((request, expected) -> {
            String[] parts = request.split(" ", 3);
            assertEquals(expected, route(parts[0], parts[1], parts[2]), request);
        });
    }

    @Test
    void aMarkerIsReadAsItIsWritten() {
        assertEquals(
                Sample.MARKER.installed(),
                BootJson.marker(BootJson.marker(Sample.MARKER.installed())));
        assertEquals(
                "{\"machine\":\"node-01\",\"attempt\":\"a7\",\"commit\":\"%s\",\"fingerprint\":\"%s\",\"state\":\"installing\"}"
                        .formatted(Sample.COMMIT, Sample.FINGERPRINT),
                BootJson.marker(Sample.MARKER).toString());
        assertEquals(Marker.State.INSTALLING, Sample.MARKER.state());
    }
}
