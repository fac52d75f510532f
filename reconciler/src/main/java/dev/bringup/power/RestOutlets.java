package dev.bringup.power;

import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import java.util.Map;

/// The REST dialect of Digital Loggers. It counts outlets from 0, and takes no change without the
/// header that a browser would not send by itself.
record RestOutlets(Authorized calls, Rung.Strip strip) implements Outlets {

    @Override
    public Power read(int outlet) throws Unable {
        String target = target(outlet, "physical_state");
        Web.Call call = Web.Call.get(target, Map.of("Accept", "application/json"));
        String text = checked(call).text().strip();
        return switch (text) {
            case "true" -> Power.ON;
            case "false" -> Power.OFF;
            default ->
                    throw new Unable(
                            "PDU %s says neither true nor false at %s"
                                    .formatted(strip.name(), target),
                            Unable.Cure.TIME);
        };
    }

    @Override
    public void turn(int outlet, Power to) throws Unable {
        Map<String, String> headers =
                Map.of("X-CSRF", "x", "Content-Type", "application/x-www-form-urlencoded");
        checked(new Web.Call("PUT", target(outlet, "state"), headers, "value=" + (to == Power.ON)));
    }

    private static String target(int outlet, String leaf) {
        return "/restapi/relay/outlets/" + (outlet - 1) + "/" + leaf + "/";
    }

    private Web.Answer checked(Web.Call call) throws Unable {
        Web.Answer answer = calls.send(call);
        if (answer.status() / 100 == 2) {
            return answer;
        }
        boolean closed = answer.status() == 403 || answer.status() == 404;
        throw new Unable(
                "PDU %s answers %d to %s%s"
                        .formatted(
                                strip.name(),
                                answer.status(),
                                call.target(),
                                closed ? "; does its page External APIs allow this?" : ""),
                closed ? Unable.Cure.HUMAN : Unable.Cure.TIME);
    }
}
