package dev.bringup.cli;

import picocli.CommandLine.Option;

/// What every command can be asked.
public final class Help {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean asked;
}
