package dev.bringup.power;

import dev.bringup.model.Rung;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Calls to a unit that asks who calls. It is told in the way that it asks for, and only then.
final class Authorized {

    private final Web web;
    private final Rung.Strip strip;
    private final Login login;
    private final RandomGenerator random;
    private Optional<HttpChallenge> challenge = Optional.empty();
    private int count;

    Authorized(Web web, Rung.Strip strip, Login login, RandomGenerator random) {
        this.web = web;
        this.strip = strip;
        this.login = login;
        this.random = random;
    }

    /// Any answer but a refusal of who we are.
    Web.Answer send(Web.Call call) throws Unable {
        boolean told = challenge.isPresent();
        Web.Answer answer = web.send(signed(call));
        if (answer.status() != 401) {
            return answer;
        }
        Optional<HttpChallenge> fresh =
                HttpChallenge.of(answer.headers().allValues("WWW-Authenticate"));
        if (fresh.isEmpty()) {
            throw new Unable(
                    "PDU %s asks for a login that is neither digest nor basic"
                            .formatted(strip.name()),
                    Unable.Cure.HUMAN);
        }
        if (told && !fresh.get().isStale()) {
            throw wrong();
        }
        challenge = fresh;
        count = 0;
        answer = web.send(signed(call));
        if (answer.status() == 401) {
            throw wrong();
        }
        return answer;
    }

    /// Never repeated with the same password: units lock out whoever tries too often.
    private Unable wrong() {
        return wrong(strip, login);
    }

    static Unable wrong(Rung.Strip strip, Login login) {
        return new Unable(
                "PDU %s: wrong password for user %s".formatted(strip.name(), login.user()),
                Unable.Cure.HUMAN);
    }

    private Web.Call signed(Web.Call call) {
        if (challenge.isEmpty()) {
            return call;
        }
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        count++;
        Map<String, String> headers = new TreeMap<>(call.headers());
        headers.put(
                "Authorization",
                challenge.get().answer(login, call, HexFormat.of().formatHex(nonce), count));
        return new Web.Call(call.method(), call.target(), headers, call.body());
    }
}
