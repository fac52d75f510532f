package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Ip4;
import java.util.ArrayList;
import java.util.List;

/// What the reconciler that runs here saw go wrong between itself and machines. Only the one of
/// this data directory is asked.
record RunningCheck(Settings settings) {

    private static final String ABOUT = "network";

    List<Finding> all() {
        try (Claim _ = Claim.on(settings.dataDir())) {
            return List.of();
        } catch (Failure _) {
            return troubles();
        }
    }

    private List<Finding> troubles() {
        Ip4 at = settings.console().listen();
        String url =
                "http://%s:%d"
                        .formatted(at.bits() == 0 ? "127.0.0.1" : at, settings.console().port());
        try {
            JsonNode troubles = new Caller(url).read("/api/v1/troubles");
            List<Finding> all = new ArrayList<>();
            troubles.forEach(trouble -> all.add(finding(trouble)));
            return all.isEmpty()
                    ? List.of(
                            Finding.fine(
                                    ABOUT, "the reconciler saw nothing wrong within the last hour"))
                    : all;
        } catch (Failure e) {
            return List.of(
                    Finding.warning(
                            ABOUT,
                            "the reconciler that runs here cannot be asked what it saw: "
                                    + e.getMessage(),
                            "give its --listen and --port"));
        }
    }

    private static Finding finding(JsonNode trouble) {
        String machine = trouble.path("machine").asText("");
        String sentence = trouble.path("sentence").asText();
        long times = trouble.path("times").asLong();
        boolean isNamed = machine.isEmpty() || sentence.startsWith(machine + " ");
        return Finding.warning(
                trouble.path("about").asText(ABOUT),
                "%s%s (%s at %s)"
                        .formatted(
                                isNamed ? "" : machine + ": ",
                                sentence,
                                times == 1 ? "once," : times + " times, last",
                                trouble.path("last").asText()),
                trouble.path("remedy").asText());
    }
}
