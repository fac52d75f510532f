package dev.bringup.view;

import dev.bringup.model.Power;
import java.util.Optional;

/// One machine as the console, the API and the command line show it.
public record MachineView(
        String name,
        Condition state,
        Wanted wanted,
        Hardware hardware,
        Known known,
        Optional<AttemptView> attempt,
        Outlook outlook) {

    /// What its current commit asks for.
    public record Wanted(String state, String profile, String image, String fingerprint) {}

    public record Hardware(String mac, String address, Optional<String> rack) {}

    /// What was seen of it. What nobody has seen is left out.
    public record Known(
            Optional<Power> power,
            Optional<NodeWord> node,
            Optional<String> installed,
            Optional<String> sign) {}

    public enum NodeWord {
        READY,
        NOT_READY,
        CORDONED,
        ABSENT
    }

    /// What happens next, in words, and what is held back.
    public record Outlook(String next, Optional<HeldView> held) {}

    public record HeldView(String machine, String verb, String rail, String rule, String because) {}
}
