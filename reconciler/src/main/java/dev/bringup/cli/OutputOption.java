package dev.bringup.cli;

import picocli.CommandLine.Option;

/// For whom a command says what it did.
public final class OutputOption {

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "text or json, which is one object when it is done (default: text).")
    public Output output = Output.TEXT;

    public boolean isJson() {
        return output == Output.JSON;
    }
}
