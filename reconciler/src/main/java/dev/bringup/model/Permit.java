package dev.bringup.model;

/// Leave to install one machine once: the netboot that writes and the first boot of what it wrote.
/// For a machine that runs from memory, leave for one boot.
public record Permit(
        PermitId id, MachineId machine, AttemptId attempt, Fingerprint goal, Stage stage) {

    /// In order; a request that would go back is a replay.
    public enum Stage {
        ISSUED,
        STARTED,
        WRITING,
        /// The whole image is on the disk and its digest was right.
        WRITTEN,
        /// The installed or started system fetched its metadata.
        BOOTED,
        /// What is to be run before it joins was run: its nonce is good for join material.
        ARMED,
        /// The nonce was exchanged: nothing more is served for this permit.
        CLOSED
    }

    public Permit at(Stage next) {
        return new Permit(id, machine, attempt, goal, next);
    }
}
