package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Everything that `manual` can be told.
@Command(
        name = "manual",
        description = "Print the manual page: all commands and options, for man.",
        footer = {
            "%nExamples:",
            "  bringup manual > /usr/local/share/man/man1/bringup.1",
            "  bringup manual | man -l -"
        })
public final class ManualOptions {

    @Mixin public Help help = new Help();

    @Spec public CommandSpec spec = CommandSpec.create();
}
