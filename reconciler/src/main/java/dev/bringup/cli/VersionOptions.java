package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `version` can be told nothing.
@Command(
        name = "version",
        description = "Print the version.",
        footer = {"%nExample:", "  bringup version"})
public final class VersionOptions {

    @Mixin public Help help = new Help();

    @Spec CommandSpec spec = CommandSpec.create();
}
