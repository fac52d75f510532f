package dev.bringup.lab.wire;

import dev.bringup.model.Power;
import dev.bringup.power.ipmi.BmcSide;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/restapi/` of newer units: digest authentication, outlets from 0, and no change without a
/// header that a browser would not send.
final class PduRest implements WebPages {

    private static final Pattern OUTLET =
            Pattern.compile("/restapi/relay/outlets/([0-9]+)/(state|physical_state)/");
    private static final Pattern WORD = Pattern.compile("([a-z]+)=\"?([^\",]*)\"?");
    private static final String REALM = "power";

    private final Relays relays;
    private final BmcSide.Login login;
    private final String nonce;

    PduRest(Relays relays, BmcSide.Login login, RandomGenerator random) {
        this.relays = relays;
        this.login = login;
        this.nonce = Long.toHexString(random.nextLong());
    }

    @Override
    public Reply answer(Request request) {
        if (!knows(request)) {
            return new Reply(
                    401,
                    Map.of(
                            "WWW-Authenticate",
                            "Digest realm=\"%s\", nonce=\"%s\", qop=\"auth\", algorithm=MD5"
                                    .formatted(REALM, nonce)),
                    "");
        }
        Matcher outlet = OUTLET.matcher(request.target());
        if (!outlet.matches() || !Relays.has(Integer.parseInt(outlet.group(1)) + 1)) {
            return Reply.bare(404);
        }
        int number = Integer.parseInt(outlet.group(1)) + 1;
        return switch (request.method()) {
            case "GET" ->
                    new Reply(
                            200,
                            Map.of("Content-Type", "application/json"),
                            String.valueOf(relays.read(number) == Power.ON));
            case "PUT" -> put(request, number, outlet.group(2));
            default -> Reply.bare(405);
        };
    }

    private Reply put(Request request, int outlet, String leaf) {
        if (request.header("x-csrf").isEmpty()) {
            return Reply.bare(403);
        }
        if (!leaf.equals("state") || !request.body().matches("value=(true|false)")) {
            return Reply.bare(400);
        }
        relays.turn(outlet, request.body().endsWith("true") ? Power.ON : Power.OFF);
        return Reply.bare(204);
    }

    /// The right digest for this very request.
    private boolean knows(Request request) {
        String header = request.header("authorization");
        Map<String, String> words = new TreeMap<>();
        Matcher word = WORD.matcher(header);
        while (word.find()) {
            words.put(word.group(1), word.group(2));
        }
        String who = md5(login.user() + ":" + REALM + ":" + login.password());
        String what = md5(request.method() + ":" + request.target());
        String times = words.getOrDefault("nc", "0");
        String middle = nonce + ":" + times + ":" + words.get("cnonce") + ":auth:";
        return header.startsWith("Digest ")
                && login.user().equals(words.get("username"))
                && request.target().equals(words.get("uri"))
                && md5(who + ":" + middle + what).equals(words.get("response"))
                && times.matches("[0-9a-f]{8}");
    }

    static String md5(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
