package dev.bringup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `schema` can be told.
@Command(
        name = "schema",
        description = "Print the JSON Schema of a kind; without one, list the kinds.",
        footer = {
            "%nExamples:",
            "  bringup schema",
            "  bringup schema Machine",
            "  bringup schema --docs",
            "  bringup schema --crds | kubectl apply -f -"
        })
public final class SchemaOptions {

    @Mixin public Help help = new Help();

    @Option(names = "--docs", description = "Print the page of every kind and field, as Markdown.")
    public boolean docs;

    @Option(
            names = "--crds",
            description = "Print the CustomResourceDefinitions of all kinds, as YAML.")
    public boolean crds;

    @Parameters(arity = "0..1", paramLabel = "KIND", description = "As in 'kind:'.")
    public String kind = "";
}
