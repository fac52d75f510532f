package dev.bringup.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.lab.wire.ServingRequests;
import dev.bringup.model.CertRequest;
import dev.bringup.secrets.CertRequests;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that are asked for, approved and signed, as a kubelet's are.
class SigningTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALL = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String ONE = ALL + "/csr-n1-01234567";

    @TempDir Path folder;
    private LabApi api;
    private LabClient admin;
    private LabClient kubelet;

    @BeforeEach
    void start() throws Exception {
        api = Sample.api(folder, 0);
        admin = LabClient.admin(api);
        kubelet = LabClient.certified(api, Credential.parse(api.kubelet("n1")));
    }

    @AfterEach
    void stop() {
        kubelet.close();
        admin.close();
        api.close();
    }

    private static ObjectNode request() throws Exception {
        return (ObjectNode) JSON.readTree(ServingRequests.of("n1", "127.77.1.1"));
    }

    private LabClient.Reply approve(LabClient who, String condition) throws Exception {
        ObjectNode request = (ObjectNode) admin.get(ONE).expect(200).json();
        request.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", condition)
                .put("status", "True");
        return who.put(ONE + "/approval", request.toString());
    }

    @Test
    void theServerSaysWhoAsked() throws Exception {
        ObjectNode forged = request();
        ((ObjectNode) forged.get("spec")).put("username", "system:node:n2");
        forged.putObject("status").putArray("conditions").addObject().put("type", "Approved");
        LabClient.Reply created = kubelet.post(ALL, forged.toString()).expect(201);

        assertEquals("system:node:n1", created.text("/spec/username"));
        assertEquals(
                "[\"system:nodes\",\"system:authenticated\"]",
                created.json().at("/spec/groups").toString());
        assertTrue(created.json().at("/status").isMissingNode(), created.json()::toString);
        assertEquals(403, approve(kubelet, "Approved").code());
    }

    @Test
    void whatIsApprovedIsSignedForItsNamesAndOnePurpose() throws Exception {
        kubelet.post(ALL, request().toString()).expect(201);
        Thread.sleep(1200);
        assertEquals("", kubelet.get(ONE).text("/status/certificate"), "nobody approved it");

        approve(admin, "Approved").expect(200);
        X509Certificate signed = signed();
        signed.verify(certificate(LabClient.certificateAuthority(api)).getPublicKey());
        assertEquals(
                "CN=system:node:n1,O=system:nodes", signed.getSubjectX500Principal().getName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), signed.getExtendedKeyUsage());
        assertEquals("[[2, n1], [7, 127.77.1.1]]", signed.getSubjectAlternativeNames().toString());
    }

    @Test
    void whatIsDeniedIsNot() throws Exception {
        kubelet.post(ALL, request().toString()).expect(201);
        approve(admin, "Denied").expect(200);
        Thread.sleep(1200);

        assertEquals("", kubelet.get(ONE).text("/status/certificate"));
    }

    @Test
    void weReadWhatAKubeletWrites() throws Exception {
        String base64 = request().at("/spec/request").asText();

        assertEquals(
                Optional.of(
                        new CertRequest.Asked(
                                "system:node:n1",
                                Set.of("system:nodes"),
                                Set.of("n1", "127.77.1.1"))),
                CertRequests.read(base64));
        assertEquals(Optional.empty(), CertRequests.read("bm90IGEgcmVxdWVzdA=="));
        assertEquals(Optional.empty(), CertRequests.read("*"));
    }

    private X509Certificate signed() throws Exception {
        for (int i = 0; i < 50; i++) {
            String base64 = kubelet.get(ONE).text("/status/certificate");
            if (!base64.isEmpty()) {
                return certificate(Base64.getDecoder().decode(base64));
            }
            Thread.sleep(100);
        }
        throw new AssertionError("it was not signed");
    }

    private static X509Certificate certificate(byte[] pem) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem));
    }
}
