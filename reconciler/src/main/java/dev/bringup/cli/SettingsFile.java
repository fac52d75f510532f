package dev.bringup.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// Where an option comes from when it was not typed: the environment first, then the file.
final class SettingsFile implements CommandLine.IDefaultValueProvider {

    /// The commands that have these settings.
    private static final List<String> READERS = List.of("run", "doctor");

    private final CommandLine line;
    private final Map<String, String> environment;
    private final Optional<Path> file;

    private SettingsFile(CommandLine line, Map<String, String> environment, Optional<Path> file) {
        this.line = line;
        this.environment = environment;
        this.file = file;
    }

    /// Looks for `--config` itself, because defaults are asked for before options are parsed.
    static void attach(CommandLine root, Map<String, String> environment, String... args) {
        Optional<Path> file =
                typed(args)
                        .or(() -> Optional.ofNullable(environment.get("BRINGUP_CONFIG")))
                        .map(Path::of);
        for (String command : READERS) {
            CommandLine reader = root.getSubcommands().get(command);
            if (reader == null) {
                throw new IllegalStateException("there is no command '" + command + "'");
            }
            reader.setDefaultValueProvider(new SettingsFile(reader, environment, file));
        }
    }

    private static Optional<String> typed(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith("--config=")) {
                return Optional.of(args[i].substring("--config=".length()));
            }
            if (args[i].equals("--config") && i + 1 < args.length) {
                return Optional.of(args[i + 1]);
            }
        }
        return Optional.empty();
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) throws IOException {
        if (!(arg instanceof OptionSpec option) || option.usageHelp()) {
            return null;
        }
        String name = option.longestName().substring(2);
        String variable = "BRINGUP_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
        String value = environment.get(variable);
        return value != null || file.isEmpty() ? value : read(file.get()).getProperty(name);
    }

    private Properties read(Path path) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        }
        CommandSpec spec = line.getCommandSpec();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (spec.findOption("--" + key) == null) {
                throw new ParameterException(
                        line, path + ": there is no option '" + key + "'; see bringup run --help");
            }
        }
        return properties;
    }
}
