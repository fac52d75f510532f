package dev.bringup.git;

import java.util.Optional;

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

    /// What is too much, of a repository of which this is the last file that was read.
    static Optional<String> exceeded(String name, long size, long bytes, int files) {
        if (size > FILE_BYTES) {
            return Optional.of(name + " has " + size + " bytes; the limit is " + FILE_BYTES);
        }
        if (bytes > BYTES) {
            return Optional.of("the files have more bytes than allowed; the limit is " + BYTES);
        }
        return files > FILES
                ? Optional.of("there are too many files; the limit is " + FILES)
                : Optional.empty();
    }
}
