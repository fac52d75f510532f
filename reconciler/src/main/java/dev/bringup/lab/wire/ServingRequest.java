package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// The certificate with which a kubelet answers the API: asked for once in each boot, with
/// `serverTLSBootstrap`, and signed when somebody approved it.
final class ServingRequest {

    private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    private final NodeObject node;
    private boolean settled;

    ServingRequest(NodeObject node) {
        this.node = node;
    }

    private String name() {
        return "csr-" + node.name() + "-" + node.bootId().substring(0, 8);
    }

    /// A line for the console when it is signed, or when it never will be.
    Optional<String> look(KubeApi api) throws IOException {
        if (settled) {
            return Optional.empty();
        }
        KubeApi.Answer found = api.get(PATH + "/" + name());
        if (found.status() == 404) {
            KubeApi.Answer asked = api.post(PATH, request());
            settled = asked.status() >= 300;
            return settled
                    ? Optional.of("kubelet: no serving certificate: " + asked.brief())
                    : Optional.empty();
        }
        settled = !found.json().at("/status/certificate").asText().isEmpty();
        return settled
                ? Optional.of("kubelet: its serving certificate is signed")
                : Optional.empty();
    }

    ObjectNode request() throws IOException {
        ObjectNode request =
                MarkerJson.JSON
                        .createObjectNode()
                        .put("apiVersion", "certificates.k8s.io/v1")
                        .put("kind", "CertificateSigningRequest");
        request.putObject("metadata").put("name", name());
        ObjectNode spec = request.putObject("spec");
        spec.put("signerName", "kubernetes.io/kubelet-serving");
        spec.put("request", Base64.getEncoder().encodeToString(pem()));
        spec.putArray("usages").add("digital signature").add("server auth");
        return request;
    }

    private byte[] pem() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            new GeneralName[] {
                                new GeneralName(GeneralName.dNSName, node.name()),
                                new GeneralName(GeneralName.iPAddress, node.address().toString())
                            }));
            byte[] der =
                    new JcaPKCS10CertificationRequestBuilder(
                                    new X500Name("O=system:nodes,CN=system:node:" + node.name()),
                                    pair.getPublic())
                            .addAttribute(
                                    PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                                    extensions.generate())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(pair.getPrivate()))
                            .getEncoded();
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return ("-----BEGIN CERTIFICATE REQUEST-----\n"
                            + text
                            + "\n-----END CERTIFICATE REQUEST-----\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a request for a certificate cannot be made", e);
        }
    }
}
