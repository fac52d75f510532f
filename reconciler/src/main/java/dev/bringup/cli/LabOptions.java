package dev.bringup.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `lab` can be told.
@Command(
        name = "lab",
        description =
                "Try everything on this machine: a virtual rack, a Git repository, a small"
                        + " Kubernetes API and the reconciler. Needs no root.",
        footer = {
            "%nExamples:",
            "  bringup lab",
            "  bringup lab --once --machines 10",
            "  bringup lab --from-nothing",
            "  bringup lab --data-dir ~/lab --faults 20"
        })
public final class LabOptions {

    @Mixin public Help help = new Help();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Keep the lab here and find it again (default: a new folder that is"
                            + " removed at the end).")
    public @Nullable Path dataDir;

    @Option(
            names = "--machines",
            paramLabel = "N",
            description = "Machines in the repository at its start (default: ${DEFAULT-VALUE}).")
    public int machines = 3;

    @Option(
            names = "--from-nothing",
            description =
                    "Start without a Kubernetes API: the first of up to three control planes makes"
                            + " the cluster, as with kubeadm, and the other machines join it.")
    public boolean fromNothing;

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            description =
                    "With --from-nothing: what the machines begin with, 1.35.4 or 1.36.2, so that"
                            + " there is something to upgrade (default: ${DEFAULT-VALUE}).")
    public String kubernetes = "1.36.2";

    @Option(
            names = "--speed",
            paramLabel = "X",
            description =
                    "How much faster than a small server the machines are (default:"
                            + " ${DEFAULT-VALUE}).")
    public double speed = 1;

    @Option(
            names = "--faults",
            paramLabel = "N",
            description =
                    "Of a thousand steps of a machine, so many go wrong (default:"
                            + " ${DEFAULT-VALUE}).")
    public int faults;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Which faults (default: ${DEFAULT-VALUE}).")
    public long seed = 1;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Console; the next free one if it is taken (default: ${DEFAULT-VALUE}).")
    public int port = 8080;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Use this cluster instead of the lab's own API.")
    public @Nullable Path kubeconfig;

    @Option(
            names = "--notify",
            paramLabel = "FILE",
            description = "Tell the receivers in this file what happens, as run does.")
    public @Nullable Path notify;

    @Option(
            names = "--once",
            description = "Stop when all machines are Ready: 0 then, 1 and the reasons otherwise.")
    public boolean once;

    @Option(
            names = "--world-only",
            description =
                    "Only the rack, the API and the repository, for a reconciler of its"
                            + " own (see bringup run).")
    public boolean worldOnly;
}
