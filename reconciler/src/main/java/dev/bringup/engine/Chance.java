package dev.bringup.engine;

import dev.bringup.model.PermitId;

/// What must not be guessed, and must be the same again in a simulation with the same seed.
public interface Chance {

    /// A fresh name that nobody can guess: lower-case letters and digits.
    String fresh();

    /// The nonce of a permit: a function of the permit and a key that only this reconciler has.
    String nonce(PermitId permit);
}
