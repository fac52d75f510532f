package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// CertificateSigningRequests: who asks is written down by the server, and what was approved is
/// signed, by the two signers that kubelets need.
final class Signing {

    private static final Duration KEPT = Duration.ofHours(1);
    private static final Map<String, Certificates.For> SIGNERS =
            Map.of(
                    "kubernetes.io/kube-apiserver-client-kubelet", Certificates.For.CLIENTS,
                    "kubernetes.io/kubelet-serving", Certificates.For.SERVERS);

    private final Store store;
    private final Credential ca;
    private final SecureRandom random;

    Signing(Store store, Credential ca, SecureRandom random) {
        this.store = store;
        this.ca = ca;
        this.random = random;
    }

    /// The request as it is stored: nobody asks in another's name, or decides while asking.
    static Call asked(Identity who, Call call) {
        ObjectNode body = Json.parseObject(call.body());
        body.remove("status");
        ObjectNode spec = Json.child(body, "spec");
        spec.put("username", who.user());
        ArrayNode groups = spec.putArray("groups");
        who.groups().forEach(groups::add);
        return call.with(body.toString());
    }

    void tend(Instant now) {
        for (ObjectNode request : store.list(Kind.REQUEST, "")) {
            Store.Key key = Kind.REQUEST.key("", Json.name(request));
            Instant made = Instant.parse(Json.text(request, "metadata", "creationTimestamp"));
            if (made.plus(KEPT).isBefore(now)) {
                store.remove(key);
            } else if (isDue(request)) {
                purpose(request).ifPresent(p -> store.put(key, signed(request, p, now)));
            }
        }
    }

    static Optional<JsonNode> condition(ObjectNode request, String type) {
        for (JsonNode condition : Json.at(request, "status", "conditions")) {
            if (Json.text(condition, "type").equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    private static boolean isDue(ObjectNode request) {
        return condition(request, "Approved").isPresent()
                && condition(request, "Failed").isEmpty()
                && Json.text(request, "status", "certificate").isEmpty();
    }

    private static Optional<Certificates.For> purpose(ObjectNode request) {
        return Optional.ofNullable(SIGNERS.get(Json.text(request, "spec", "signerName")));
    }

    private ObjectNode signed(ObjectNode request, Certificates.For purpose, Instant now) {
        ObjectNode after = request.deepCopy();
        ObjectNode status = Json.child(after, "status");
        try {
            byte[] pem = Base64.getMimeDecoder().decode(Json.text(request, "spec", "request"));
            String certificate =
                    Certificates.signed(
                            ca, new String(pem, StandardCharsets.US_ASCII), purpose, now, random);
            status.put(
                    "certificate",
                    Base64.getEncoder()
                            .encodeToString(certificate.getBytes(StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            ArrayNode conditions = (ArrayNode) status.get("conditions");
            conditions
                    .addObject()
                    .put("type", "Failed")
                    .put("status", "True")
                    .put("reason", "SigningFailed")
                    .put("message", String.valueOf(e.getMessage()));
        }
        return after;
    }

    /// As `kubectl get csr` shows it.
    static String state(ObjectNode request) {
        if (condition(request, "Denied").isPresent()) {
            return "Denied";
        }
        if (condition(request, "Approved").isEmpty()) {
            return "Pending";
        }
        return condition(request, "Failed").isPresent()
                ? "Approved,Failed"
                : Json.text(request, "status", "certificate").isEmpty()
                        ? "Approved"
                        : "Approved,Issued";
    }
}
