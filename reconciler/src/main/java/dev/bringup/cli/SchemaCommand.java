package dev.bringup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class SchemaCommand implements Callable<Integer> {

    private final Workbench bench;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Option(names = "--docs", description = "Print the page of every kind and field, as Markdown.")
    boolean docs;

    @Option(
            names = "--crds",
            description = "Print the CustomResourceDefinitions of all kinds, as YAML.")
    boolean crds;

    @Parameters(arity = "0..1", paramLabel = "KIND", description = "As in 'kind:'.")
    String kind = "";

    SchemaCommand(Workbench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws Program.Failure {
        if (crds) {
            return bench.schemaCrds();
        }
        return docs ? bench.schemaDocs() : bench.schema(kind);
    }
}
