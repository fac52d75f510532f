package dev.bringup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `adopt` can be told.
@Command(
        name = "adopt",
        description =
                "Write the Machine of one that was discovered into a state repository: merge it,"
                        + " and it is installed and joins.",
        footer = {
            "%nExamples:",
            "  bringup adopt 52:54:00:11:22:33 --name node-07 --profile worker",
            "  bringup adopt S3Z8NB0K --name node-07 --profile worker --ip 10.0.0.17 --push"
        })
public final class AdoptOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

    @Parameters(paramLabel = "MAC", description = "Which: by its MAC address or its serial number.")
    public String what = "";

    @Mixin public ServerOptions daemon = new ServerOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "The machine's name, which is its host's and its Node's.")
    public String name = "";

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            required = true,
            description = "The profile it is to have.")
    public String profile = "";

    @Option(
            names = "--ip",
            paramLabel = "IP",
            description =
                    "Its address (default: the first one behind those of the other machines that"
                            + " is free).")
    public String ip = "";

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Folder of the state repository (default: here).")
    public Path path = Path.of(".");

    @Option(names = "--push", description = "Commit the file and push it.")
    public boolean push;
}
