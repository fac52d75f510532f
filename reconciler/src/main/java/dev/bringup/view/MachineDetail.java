package dev.bringup.view;

import java.util.List;
import java.util.Optional;

/// All there is to say about one machine.
///
/// @param commit the one it is kept to: that of its open attempt, or of what is installed
/// @param served what it would be told if it booted from the network now
/// @param attempts the open one first, then those that ended, the latest first
public record MachineDetail(
        MachineView machine,
        Optional<String> commit,
        Optional<HoldView> held,
        String served,
        List<AttemptView> attempts) {}
