package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Everything that `version` can be told.
@Command(
        name = "version",
        description = "Print the version.",
        footer = {"%nExample:", "  bringup version"})
public final class VersionOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

    @Spec CommandSpec spec = CommandSpec.create();
}
