package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Everything that `completion` can be told.
@Command(
        name = "completion",
        description =
                "Print what teaches bash or zsh to complete commands, options and their values.",
        footer = {
            "%nExamples:",
            "  source <(bringup completion)",
            "  bringup completion > /etc/bash_completion.d/bringup"
        })
public final class CompletionOptions {

    @Mixin public Help help = new Help();

    @Spec public CommandSpec spec = CommandSpec.create();
}
