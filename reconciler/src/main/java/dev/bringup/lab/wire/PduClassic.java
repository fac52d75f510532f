package dev.bringup.lab.wire;

import dev.bringup.model.Power;
import dev.bringup.power.ipmi.BmcSide;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The pages of older units, behind a form with a challenge or behind basic authentication.
final class PduClassic implements WebPages {

    private static final Pattern SWITCH = Pattern.compile("/outlet\\?([0-9]+)=(ON|OFF)");

    private final Relays relays;
    private final BmcSide.Login login;
    private final PduPlan.Face face;
    private final String challenge;
    private final String cookie;

    PduClassic(Relays relays, BmcSide.Login login, PduPlan.Face face, RandomGenerator random) {
        this.relays = relays;
        this.login = login;
        this.face = face;
        this.challenge = Long.toHexString(random.nextLong());
        this.cookie = "DLILPC=\"" + Long.toHexString(random.nextLong()) + "\"";
    }

    @Override
    public Reply answer(Request request) {
        if (request.target().equals("/login.tgi")) {
            return enter(request.body());
        }
        return knows(request) ? inside(request) : outside();
    }

    private boolean knows(Request request) {
        return switch (face) {
            case FORM, REST -> request.header("cookie").equals(cookie);
            case BASIC -> request.header("authorization").equals(basic());
        };
    }

    private String basic() {
        byte[] text = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(text);
    }

    private Reply outside() {
        return switch (face) {
            case FORM, REST -> Reply.page(form());
            case BASIC -> new Reply(401, Map.of("WWW-Authenticate", "Basic realm=\"Power\""), "");
        };
    }

    private String form() {
        return """
        <html><title>Power Controller </title>
        <FORM NAME="login" ID="login" ACTION="/login.tgi" METHOD=post>
        <input type="hidden" name="Challenge" value="%s">
        <input name="Username"><input name="Password" type="password"></FORM></html>
        """
                .formatted(challenge);
    }

    private Reply enter(String body) {
        String wanted = PduRest.md5(challenge + login.user() + login.password() + challenge);
        return body.equals("Username=" + login.user() + "&Password=" + wanted)
                ? new Reply(200, Map.of("Set-Cookie", cookie + "; Path=/"), "<html></html>")
                : outside();
    }

    private Reply inside(Request request) {
        Matcher change = SWITCH.matcher(request.target());
        if (change.matches()) {
            int outlet = Integer.parseInt(change.group(1));
            if (Relays.has(outlet)) {
                relays.turn(outlet, Power.valueOf(change.group(2)));
            }
            return new Reply(302, Map.of("Location", "/index.htm"), "");
        }
        return switch (request.target()) {
            case "/", "/index.htm" ->
                    Reply.page(
                            "<html><!-- state=%02x lock=%02x --></html>"
                                    .formatted(relays.bits(), relays.lockBits()));
            default -> Reply.bare(404);
        };
    }
}
