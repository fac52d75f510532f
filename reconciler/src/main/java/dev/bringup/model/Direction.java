package dev.bringup.model;

/// What an operator tells the reconciler beside Git, with the reason, which is kept.
public sealed interface Direction {

    String reason();

    /// Begin nothing on any machine: what is under way ends.
    record Suspend(String reason) implements Direction {}

    /// Go on after a suspension by hand. One that stands in Git is not touched.
    record Resume(String reason) implements Direction {}

    /// Forget what failed on this machine for the commit in force, and try again.
    record Retry(MachineId machine, String reason) implements Direction {}
}
