package dev.bringup.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A call of a forge. GitHub, Gitea and Forgejo sign the body; GitLab sends the secret itself.
final class Hook {

    private static final List<String> SIGNATURES =
            List.of("X-Hub-Signature-256", "X-Forgejo-Signature", "X-Gitea-Signature");
    private static final String TOKEN = "X-Gitlab-Token";

    private Hook() {}

    /// Takes as long for what is nearly right as for what is not.
    static boolean isSigned(UnaryOperator<String> header, byte[] body, String secret) {
        String wanted = HexFormat.of().formatHex(signature(body, secret));
        for (String name : SIGNATURES) {
            String given = header.apply(name);
            if (!given.isEmpty()) {
                return same(given.replaceFirst("^sha256=", ""), wanted);
            }
        }
        return same(header.apply(TOKEN), secret);
    }

    private static byte[] signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean same(String given, String wanted) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }
}
