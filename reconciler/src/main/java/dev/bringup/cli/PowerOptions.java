package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `power` can be told.
@Command(
        name = "power",
        description = {
            "Switch a machine by the rungs of its ladder, or ask them whether it is on.",
            "The reconciler does it and the rails stand: a Node that is not drained, a lock, etcd's"
                    + " quorum, budgets and windows hold it. What Git wants of the machine does not"
                    + " change: one that should be Joined is woken again, unless it is in state"
                    + " Maintenance.",
            "calibrate is for a machine in state Maintenance that is on and answers SSH: each of"
                    + " its outlets goes off and on again, and who is gone meanwhile (it, and of"
                    + " those around it nobody else) shows whether they are plugged as Git says."
                    + " Nothing overrides the state."
        },
        footer = {
            "%nExit code: 0 when it is done, 2 when it was refused, 3 when no rung could or no"
                    + " reconciler answers.",
            "%nExamples:",
            "  bringup power status node-02",
            "  bringup power cycle node-02 --override \"hangs, and the PDB cannot be met\"",
            "  bringup power calibrate node-02"
        })
public final class PowerOptions {

    /// What is done.
    public enum Verb {
        ON,
        OFF,
        CYCLE,
        STATUS,
        CALIBRATE
    }

    @Mixin public Help help = new Help();

    @Parameters(
            index = "0",
            paramLabel = "VERB",
            description = "on, off, cycle, status or calibrate.")
    public Verb verb = Verb.STATUS;

    @Parameters(index = "1", paramLabel = "MACHINE", description = "Its name in Git.")
    public String machine = "";

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Mixin public TokenOptions token = new TokenOptions();

    @Option(
            names = "--override",
            paramLabel = "REASON",
            description =
                    "Do it over the rails, and why; it is journaled. Only R11 stands: another"
                            + " reconciler that leads is never overruled.")
    public String override = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json (default: text).")
    public Output output = Output.TEXT;
}
