package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The ConfigMap that anybody may read before it knows the cluster: where the API is and by which
/// CA. It is signed with each bootstrap token that may sign, so that who joins with one is sure of
/// it; a signature goes with its token.
final class Announcement {

    static final String NAMESPACE = "kube-public";
    static final String NAME = "cluster-info";
    static final Kind CONFIG_MAP =
            Kind.ALL.stream().filter(k -> k.kind().equals("ConfigMap")).findFirst().orElseThrow();

    private static final String SIGNATURE = "jws-kubeconfig-";

    private final Store store;
    private final Writes writes;
    private final String kubeconfig;

    Announcement(Store store, Writes writes, String kubeconfig) {
        this.store = store;
        this.writes = writes;
        this.kubeconfig = kubeconfig;
    }

    /// What a caller without a name may read.
    static boolean isAsked(Call call, Target target) {
        return Verb.of(call, target) == Verb.GET
                && target.key().equals(CONFIG_MAP.key(NAMESPACE, NAME));
    }

    /// Writing what is there is no write.
    void tend(Instant now) {
        ObjectNode wanted = Json.object();
        wanted.put("apiVersion", "v1").put("kind", "ConfigMap");
        Json.metadata(wanted).put("name", NAME).put("namespace", NAMESPACE);
        ObjectNode data = wanted.putObject("data").put("kubeconfig", kubeconfig);
        for (ObjectNode secret : store.list(Kind.SECRET, "kube-system")) {
            if (Tokens.isForSigning(secret, now)) {
                String id = Tokens.value(secret, "token-id");
                data.put(SIGNATURE + id, signature(id, Tokens.value(secret, "token-secret")));
            }
        }
        writes.keep(CONFIG_MAP, wanted);
    }

    /// A JWS without its middle, which is the kubeconfig itself.
    private String signature(String id, String secret) {
        String header = encoded("{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            byte[] signed =
                    mac.doFinal(
                            (header + "." + encoded(kubeconfig))
                                    .getBytes(StandardCharsets.US_ASCII));
            return header + ".." + Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
