package dev.bringup.manifest;

/// Where reading stops. Each is far above what a fleet of ten thousand machines needs, and is there
/// so that a hostile or broken file costs a diagnostic instead of the reconciler's memory.
final class Limits {

    /// One file; a larger one is not read.
    static final int BYTES = 16 * 1024 * 1024;

    /// Characters of one line: the parser's time grows with the square of it.
    static final int LINE = 256 * 1024;

    /// Nodes of one file with its aliases written out, which is what "billion laughs" grows.
    static final int NODES = 2_000_000;

    /// Documents of one file; those behind are not read.
    static final int DOCUMENTS = 20_000;

    static final int DEPTH = 40;

    /// Aliases of one file that stand for a map or a list.
    static final int ALIASES = 1_000;

    /// Reported problems; behind that many nobody reads on.
    static final int PROBLEMS = 200;

    private Limits() {}
}
