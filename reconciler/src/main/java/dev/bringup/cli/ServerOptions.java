package dev.bringup.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// How a command finds the running reconciler.
public final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "The console of a running reconciler, as http://127.0.0.1:8080 (default:"
                            + " BRINGUP_SERVER of the environment).")
    public String server = "";

    /// `plan` is not among them: without `--server` it compares two commits.
    private static final List<String> CLIENTS =
            List.of(
                    "explain",
                    "accept",
                    "power",
                    "log-level",
                    "ssh",
                    "discovered",
                    "adopt",
                    "status",
                    "events",
                    "history",
                    "cycle",
                    "record");

    static void attach(CommandLine root, Map<String, String> environment) {
        for (String name : CLIENTS) {
            CommandLine client = Objects.requireNonNull(root.getSubcommands().get(name), name);
            client.setDefaultValueProvider(new Environment(environment));
        }
    }

    /// Options that were not typed are looked up in the environment.
    private record Environment(Map<String, String> variables)
            implements CommandLine.IDefaultValueProvider {

        private static final Map<String, String> NAMES =
                Map.of("--server", "BRINGUP_SERVER", "--token-file", "BRINGUP_TOKEN_FILE");

        @Override
        public @Nullable String defaultValue(ArgSpec arg) {
            return arg instanceof OptionSpec option
                    ? variables.get(NAMES.getOrDefault(option.longestName(), ""))
                    : null;
        }
    }
}
