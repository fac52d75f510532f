package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `discovered` can be told.
@Command(
        name = "discovered",
        description = {
            "Machines that netbooted and are not in Git, as an installer that only reads found"
                    + " them: where the Cluster says policy.strangers: inspect.",
            "They are kept for a day, and lost when the reconciler starts anew."
        },
        footer = {
            "%nExamples:",
            "  bringup discovered --server http://127.0.0.1:8080",
            "  bringup discovered 52:54:00:11:22:33 --yaml"
        })
public final class DiscoveredOptions {

    @Mixin public Help help = new Help();

    @Parameters(
            arity = "0..1",
            paramLabel = "MAC",
            description = "One of them: by its MAC address or its serial number.")
    public String what = "";

    @Mixin public ServerOptions daemon = new ServerOptions();

    /// A Machine is text in YAML; a list of what was found is not.
    public enum Form {
        TEXT,
        JSON,
        YAML
    }

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "text, json, or yaml: as Machines to paste into a state repository.")
    public Form output = Form.TEXT;

    @Option(names = "--yaml", description = "The same as --output yaml.")
    public boolean yaml;
}
