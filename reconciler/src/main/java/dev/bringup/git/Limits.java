package dev.bringup.git;

/// Where reading a commit stops. Beyond them the commit is not used and the last one stays in
/// force.
final class Limits {

    /// Ten thousand machines with a file each fit twice.
    static final int FILES = 20_000;

    static final int FILE_BYTES = 16 * 1024 * 1024;

    static final long BYTES = 128L * 1024 * 1024;

    /// Seconds that one exchange with the remote may be silent.
    static final int SILENCE = 30;

    private Limits() {}
}
