package dev.bringup.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All there is to say about one machine.
///
/// @param commit the one it is kept to: that of its open attempt, or of what is installed
/// @param served what it would be told if it booted from the network now
/// @param attempts the open one first, then those that ended, the latest first
/// @param evidence the facts that all of this rests on
public record MachineDetail(
        MachineView machine,
        Optional<String> commit,
        Optional<HoldView> held,
        String served,
        List<AttemptView> attempts,
        List<Evidence> evidence) {

    /// What was seen of it, by whom and when.
    public record Evidence(String what, String value, String source, Instant at) {}
}
