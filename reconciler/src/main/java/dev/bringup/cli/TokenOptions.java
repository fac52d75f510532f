package dev.bringup.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What lets a command change something. A token itself is never typed: others see command lines.
public final class TokenOptions {

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "The file api.token of the reconciler's data directory, or a copy (default:"
                            + " BRINGUP_TOKEN_FILE of the environment).")
    public @Nullable Path file;
}
