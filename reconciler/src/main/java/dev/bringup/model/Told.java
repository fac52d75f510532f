package dev.bringup.model;

/// Whose words a fingerprint is in. The same installation has another one once the way changes in
/// which Git becomes bytes.
public enum Told {
    /// This program would say the same.
    TODAY,
    /// Where it was read stands what an earlier program said; this is what this one would say.
    EARLIER,
    /// As it was read. What this program would say is not known yet.
    UNKNOWN
}
