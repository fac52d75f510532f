package dev.bringup.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.wire.WebPages.Reply;
import dev.bringup.lab.wire.WebPages.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The lab's Redfish is strict, as DSP0266 wants it.
class RedfishPagesTest {

    private static final String SYSTEM = "/redfish/v1/Systems/blade-1";
    private static final String RESET = SYSTEM + "/Actions/ComputerSystem.Reset";
    private static final String ONCE =
            "{\"Boot\": {\"BootSourceOverrideEnabled\": \"Once\","
                    + " \"BootSourceOverrideTarget\": \"%s\"}}";

    private final RedfishOnLoopback bmc;

    RedfishPagesTest() throws IOException {
        bmc = RedfishOnLoopback.start();
    }

    @AfterEach
    void stop() {
        bmc.close();
    }

    private Reply ask(String method, String target, Map<String, String> headers, String body) {
        return bmc.pages().answer(new Request(method, target, headers, body));
    }

    private Reply known(String method, String target, String body, String... header) {
        Map<String, String> headers = new TreeMap<>();
        headers.put(
                "authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8)));
        headers.put("content-type", "application/json");
        for (int i = 0; i < header.length; i += 2) {
            headers.put(header[i], header[i + 1]);
        }
        return ask(method, target, headers, body);
    }

    private static String of(Reply reply) {
        String id =
                reply.body().replaceFirst("(?s).*\"MessageId\":\"Base\\.1\\.18\\.(\\w+)\".*", "$1");
        return reply.status() + " " + (reply.status() < 300 ? "" : id);
    }

    @Test
    void onlyTheRootIsOpenToEverybody() {
        for (String open : List.of("/redfish", "/redfish/v1", "/redfish/v1/")) {
            assertEquals(200, ask("GET", open, Map.of(), "").status(), open);
        }
        for (String shut : List.of("/redfish/v1/Systems", SYSTEM, "/redfish/v1/Managers/bmc")) {
            Reply reply = ask("GET", shut, Map.of(), "");
            assertEquals("401 NoValidSession", of(reply), shut);
            assertEquals("Basic realm=\"BMC\"", reply.headers().get("WWW-Authenticate"));
            assertEquals(200, known("GET", shut, "").status(), shut);
        }
        Reply there = known("GET", "/redfish/v1/Nowhere", "");
        assertEquals("404 ResourceMissingAtURI", of(there));
        assertEquals("4.0", there.headers().get("OData-Version"));
    }

    @Test
    void methodsAndHeadersAreWhatTheStandardSays() {
        Reply reply = known("DELETE", SYSTEM, "");
        assertEquals("405 OperationNotAllowed", of(reply));
        assertEquals("GET, PATCH", reply.headers().get("Allow"));
        assertEquals("POST", known("GET", RESET, "").headers().get("Allow"));
        assertEquals(
                "412 PreconditionFailed", of(known("GET", SYSTEM, "", "odata-version", "3.0")));
        assertEquals("406 HeaderInvalid", of(known("GET", SYSTEM, "", "accept", "text/html")));
        assertEquals(
                "415 HeaderInvalid", of(known("POST", RESET, "{}", "content-type", "text/plain")));
        assertEquals("400 MalformedJSON", of(known("POST", RESET, "{")));
        assertEquals("400 ActionParameterMissing", of(known("POST", RESET, "{}")));
        assertEquals(
                "400 ActionParameterValueNotInList",
                of(known("POST", RESET, "{\"ResetType\": \"Nmi\"}")));
        assertEquals(
                "409 ResourceInUse", of(known("POST", RESET, "{\"ResetType\": \"PowerCycle\"}")));
        assertEquals(List.of("CYCLE"), bmc.told());
    }

    @Test
    void aChangeNamesWhatItIsAChangeOf() {
        String tag = known("GET", SYSTEM, "").headers().getOrDefault("ETag", "none");
        String pxe = ONCE.formatted("Pxe");
        assertEquals("428 PreconditionRequired", of(known("PATCH", SYSTEM, pxe)));
        assertEquals(
                "412 PreconditionFailed", of(known("PATCH", SYSTEM, pxe, "if-match", "\"old\"")));
        assertEquals(
                "400 PropertyValueNotInList",
                of(known("PATCH", SYSTEM, ONCE.formatted("Floppy"), "if-match", tag)));
        assertEquals(
                "400 PropertyUnknown",
                of(known("PATCH", SYSTEM, "{\"Name\": \"x\"}", "if-match", tag)));
        assertEquals(List.of(), bmc.told());
        assertEquals("200 ", of(known("PATCH", SYSTEM, pxe, "if-match", tag)));
        assertEquals(List.of("boot PXE"), bmc.told());
        assertEquals("412 PreconditionFailed", of(known("PATCH", SYSTEM, pxe, "if-match", tag)));
    }

    @Test
    void sessionsAreFewAndEndWhenTheyAreEnded() {
        String path = "/redfish/v1/SessionService/Sessions";
        String right = "{\"UserName\": \"admin\", \"Password\": \"secret\"}";
        Reply first = known("POST", path, right);
        assertEquals(201, first.status());
        assertEquals(path + "/1", first.headers().get("Location"));
        assertTrue(first.body().contains("\"Password\":null"), first::body);
        Map<String, String> token =
                Map.of("x-auth-token", first.headers().getOrDefault("X-Auth-Token", ""));
        assertEquals(200, ask("GET", SYSTEM, token, "").status());
        assertEquals(204, ask("DELETE", path + "/1", token, "").status());
        assertEquals("401 NoValidSession", of(ask("GET", SYSTEM, token, "")));
        assertEquals(
                "401 NoValidSession", of(known("POST", path, right.replace("secret", "guess"))));
        for (int n = 0; n < 8; n++) {
            assertEquals(201, known("POST", path, right).status());
        }
        assertEquals("503 SessionLimitExceeded", of(known("POST", path, right)));
    }

    /// The state repository of the lab pins it.
    @Test
    void theCertificateIsTheSameEverywhere() {
        assertEquals(
                "sha256:f3fd3dab07559cabf83d0f464d5ab4381d9ec3955e0038c87d24c539e34f426c",
                BmcCertificate.fingerprint());
    }
}
