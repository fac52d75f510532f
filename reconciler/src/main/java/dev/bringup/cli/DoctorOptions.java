package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `doctor` can be told: the settings of the reconciler that is to run, or runs.
@Command(
        name = "doctor",
        description = {
            "Look at everything that `run` will need, with the same options, and change nothing:"
                    + " settings, repository, Kubernetes, ports and rights, interface, boot files,"
                    + " other DHCP servers on the segment, BMCs and PDUs, clock and disk. A"
                    + " reconciler that runs here is asked what it saw go wrong with machines.",
            "Says of each what is wrong and what to do. Machines are asked for their power state by"
                    + " their BMCs; one DHCPDISCOVER is sent on --interface."
        },
        footer = {
            "%nExit code: 0 when nothing is in the way, 3 when something is.",
            "%nExample:",
            "  bringup doctor --repo https://git.example/rack.git --interface eth1 \\",
            "    --kubeconfig admin.conf"
        })
public final class DoctorOptions {

    @Mixin public RunOptions run = new RunOptions();

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    public Output output = Output.TEXT;
}
