package dev.bringup.power;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a server wants to be told who asks: digest (RFC 7616) or basic (RFC 7617).
record HttpChallenge(Scheme scheme, Map<String, String> words) {

    /// From the strongest.
    enum Scheme {
        SHA_256,
        MD5,
        BASIC
    }

    private static final Pattern WORD =
            Pattern.compile("([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    /// The strongest that we know of those in `WWW-Authenticate`.
    static Optional<HttpChallenge> of(List<String> headers) {
        return headers.stream()
                .flatMap(header -> parse(header).stream())
                .min(java.util.Comparator.comparing(HttpChallenge::scheme));
    }

    private static Optional<HttpChallenge> parse(String header) {
        String[] parts = header.strip().split("\\s+", 2);
        Map<String, String> words = new TreeMap<>();
        Matcher word = WORD.matcher(parts.length == 2 ? parts[1] : "");
        while (word.find()) {
            String quoted = word.group(2);
            words.put(
                    word.group(1).toLowerCase(Locale.ROOT),
                    quoted == null ? word.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
        }
        return scheme(parts[0], words).map(scheme -> new HttpChallenge(scheme, words));
    }

    private static Optional<Scheme> scheme(String name, Map<String, String> words) {
        if (name.equalsIgnoreCase("basic")) {
            return Optional.of(Scheme.BASIC);
        }
        List<String> qop = List.of(words.getOrDefault("qop", "auth").split("\\s*,\\s*", -1));
        if (!name.equalsIgnoreCase("digest")
                || !words.containsKey("nonce")
                || !qop.contains("auth")) {
            return Optional.empty();
        }
        return switch (words.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT)) {
            case "MD5" -> Optional.of(Scheme.MD5);
            case "SHA-256" -> Optional.of(Scheme.SHA_256);
            default -> Optional.empty();
        };
    }

    /// Whether only the nonce was too old.
    boolean isStale() {
        return "true".equalsIgnoreCase(words.get("stale"));
    }

    /// The value of `Authorization`. `count` is how often this challenge was answered, from 1.
    String answer(Login login, Web.Call call, String clientNonce, int count) {
        return switch (scheme) {
            case BASIC ->
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(
                                            (login.user() + ":" + login.password())
                                                    .getBytes(StandardCharsets.UTF_8));
            case MD5 -> digest("MD5", login, call, clientNonce, count);
            case SHA_256 -> digest("SHA-256", login, call, clientNonce, count);
        };
    }

    private String digest(
            String algorithm, Login login, Web.Call call, String clientNonce, int count) {
        String realm = words.getOrDefault("realm", "");
        String nonce = words.getOrDefault("nonce", "");
        String times = "%08x".formatted(count);
        String who = hash(algorithm, login.user() + ":" + realm + ":" + login.password());
        String what = hash(algorithm, call.method() + ":" + call.target());
        boolean counted = words.containsKey("qop");
        String middle = counted ? nonce + ":" + times + ":" + clientNonce + ":auth" : nonce;
        StringBuilder answer = new StringBuilder("Digest ");
        answer.append("username=").append(quoted(login.user()));
        answer.append(", realm=").append(quoted(realm));
        answer.append(", nonce=").append(quoted(nonce));
        answer.append(", uri=").append(quoted(call.target()));
        answer.append(", algorithm=").append(algorithm);
        if (counted) {
            answer.append(", qop=auth, nc=").append(times);
            answer.append(", cnonce=").append(quoted(clientNonce));
        }
        Optional.ofNullable(words.get("opaque"))
                .ifPresent(opaque -> answer.append(", opaque=").append(quoted(opaque)));
        String response = hash(algorithm, who + ":" + middle + ":" + what);
        return answer.append(", response=").append(quoted(response)).toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /// Digest authentication is defined with MD5; nothing of ours trusts it for more.
    static String hash(String algorithm, String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
