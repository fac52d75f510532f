package dev.bringup.model;

/// What stands on an installed disk (and in `/etc/bringup/machine.json`): whose it is and what is
/// on it. `INSTALLING` is written before the first byte of an image, `INSTALLED` after its digest
/// was checked.
public record Marker(
        MachineId machine,
        AttemptId attempt,
        CommitId commit,
        Fingerprint fingerprint,
        State state,
        Told told) {

    public Marker(
            MachineId machine,
            AttemptId attempt,
            CommitId commit,
            Fingerprint fingerprint,
            State state) {
        this(machine, attempt, commit, fingerprint, state, Told.TODAY);
    }

    public enum State {
        INSTALLING,
        INSTALLED
    }

    public Marker installed() {
        return new Marker(machine, attempt, commit, fingerprint, State.INSTALLED, told);
    }

    public Marker telling(Fingerprint other, Told whose) {
        return new Marker(machine, attempt, commit, other, state, whose);
    }

    public Marker unfinished() {
        return new Marker(machine, attempt, commit, fingerprint, State.INSTALLING);
    }
}
