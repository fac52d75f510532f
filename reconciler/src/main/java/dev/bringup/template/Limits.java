package dev.bringup.template;

import java.time.Duration;

/// Where rendering stops. All but one count work, so that a commit that renders here renders
/// everywhere.
final class Limits {

    /// Characters of one rendered template; cloud-init itself refuses user-data over 16 KiB on some
    /// clouds, but takes far more from our own seed.
    static final int OUTPUT = 1024 * 1024;

    /// Tags and expressions that one rendering may run; nested loops are what gets here.
    static final int STEPS = 200_000;

    /// One rendering; a hundred times longer than a large template needs. Only expressions that
    /// each are costly get here before they run out of steps.
    static final Duration TIME = Duration.ofSeconds(10);

    /// Entries of one list, map or `range`.
    static final int ENTRIES = 10_000;

    /// Blocks within blocks.
    static final int DEPTH = 30;

    static final int MACRO_CALLS = 20;

    /// Bytes of one file that a template reads.
    static final int FILE = 512 * 1024;

    private Limits() {}
}
