package dev.bringup.model;

import java.util.List;

/// A human's leave for the steps of one forecast that would otherwise wait. Each passes once, while
/// the machine still stands at `from` and Git still asks for `to`.
///
/// @param forecast the digest of the steps, so that nobody adds one without being seen to
public record Approval(String name, String forecast, List<Step> steps, String reason) {

    /// `from` is the installed fingerprint or [#NOTHING]; `to` is the fingerprint that is wanted,
    /// or the verb when no disk is written.
    public record Step(MachineId machine, String from, String to) {}

    /// Where nothing of ours is known to be installed.
    public static final String NOTHING = "none";

    public Approval {
        steps = List.copyOf(steps);
    }
}
