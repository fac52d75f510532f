package dev.bringup.power;

import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The pages of older units of Digital Loggers. The front page either asks for basic authentication
/// or has a form with a challenge, whose answer gets a cookie; the password itself is not sent
/// then.
final class ClassicOutlets implements Outlets {

    private static final Pattern CHALLENGE =
            Pattern.compile(
                    "(?is)<input[^>]*\\bname\\s*=\\s*\"?challenge\"?[^>]*"
                            + "\\bvalue\\s*=\\s*\"([^\"]+)\"");
    private static final Pattern STATE = Pattern.compile("(?i)<!--\\s*state=([0-9a-f]{1,4})\\b");

    private final Authorized calls;
    private final Rung.Strip strip;
    private final Map<String, String> headers;

    private ClassicOutlets(Authorized calls, Rung.Strip strip, Map<String, String> headers) {
        this.calls = calls;
        this.strip = strip;
        this.headers = headers;
    }

    static ClassicOutlets open(Authorized calls, Rung.Strip strip, Login login) throws Unable {
        Web.Answer front = calls.send(Web.Call.get("/", Map.of()));
        Matcher challenge = CHALLENGE.matcher(front.text());
        return new ClassicOutlets(
                calls,
                strip,
                challenge.find()
                        ? Map.of("Cookie", cookie(calls, strip, login, challenge.group(1)))
                        : Map.of());
    }

    private static String cookie(Authorized calls, Rung.Strip strip, Login login, String challenge)
            throws Unable {
        String answer =
                HttpChallenge.hash("MD5", challenge + login.user() + login.password() + challenge);
        String form =
                "Username="
                        + URLEncoder.encode(login.user(), StandardCharsets.UTF_8)
                        + "&Password="
                        + answer;
        Web.Answer in =
                calls.send(
                        new Web.Call(
                                "POST",
                                "/login.tgi",
                                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                                form));
        return in.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> cookie.split(";", 2)[0])
                .orElseThrow(() -> Authorized.wrong(strip, login));
    }

    /// One bit for each outlet, the first the lowest.
    @Override
    public Power read(int outlet) throws Unable {
        Web.Answer page = calls.send(Web.Call.get("/index.htm", headers));
        Matcher state = STATE.matcher(page.text());
        if (!state.find()) {
            throw new Unable(
                    "PDU %s does not show the state of its outlets at /index.htm (%d)"
                            .formatted(strip.name(), page.status()),
                    Unable.Cure.TIME);
        }
        int bits = Integer.parseInt(state.group(1), 16);
        return (bits >> (outlet - 1) & 1) == 1 ? Power.ON : Power.OFF;
    }

    /// Whatever it answers, a page or a redirect to one: the state is read afterwards.
    @Override
    public void turn(int outlet, Power to) throws Unable {
        calls.send(Web.Call.get("/outlet?" + outlet + "=" + to.name(), headers));
    }
}
