package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `inventory` can be told.
@Command(
        name = "inventory",
        description = {
            "The machines of a state repository as a dynamic inventory of Ansible, with groups by"
                    + " profile, role, state, rack and label.",
            "Ansible runs a script with --list or --host; such a script is:",
            "  #!/bin/sh",
            "  exec bringup inventory --path /srv/rack \"$@\""
        },
        footer = {
            "%nExamples:",
            "  bringup inventory --list --path examples/lab",
            "  ansible -i ./inventory.sh profile_worker -m ping"
        })
public final class InventoryOptions {

    @Mixin public Help help = new Help();

    @ArgGroup(multiplicity = "1")
    public Asked asked = new Asked();

    /// One of them, as Ansible asks.
    public static final class Asked {
        @Option(
                names = "--list",
                required = true,
                description = "All groups, and the variables of all machines.")
        public boolean list;

        @Option(
                names = "--host",
                required = true,
                paramLabel = "MACHINE",
                description = "The variables of one machine.")
        public String host = "";
    }

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Folder or file of the state repository (default: here).")
    public Path path = Path.of(".");
}
