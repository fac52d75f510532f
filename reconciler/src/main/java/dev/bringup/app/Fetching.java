package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.FetchOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.netboot.installer.Assembly;
import dev.bringup.netboot.installer.Lacking;
import dev.bringup.view.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Fills the assets folder, for `bringup fetch`.
record Fetching(FetchOptions options, Path system, PrintStream out) {

    /// For programs.
    public record Told(String kernel, List<String> drivers, String vmlinuz, String initrd) {}

    /// What `bringup run` says when machines would ask for the installer in vain.
    static Optional<String> advice(Path assets) {
        List<Path> missing = Assembly.missing(assets);
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        """
                        bringup: no machine can be installed: there is no %s
                        make the installer: bringup fetch --installer --assets %s\
                        """
                                .formatted(
                                        String.join(
                                                " and no ",
                                                missing.stream().map(Path::toString).toList()),
                                        assets));
    }

    int run() throws Failure {
        if (!options.installer) {
            throw new Failure(Exit.WRONG_INPUT, "say what to fetch: --installer");
        }
        try {
            Assembly.Made made =
                    Assembly.make(
                            new Assembly.Sources(system, options.kernel(), options.modules()),
                            options.assets);
            out.println(options.output == Output.JSON ? json(made) : text(made));
            return Exit.FINE;
        } catch (Lacking e) {
            throw new Failure(Exit.WRONG_INPUT, "the installer cannot be made:\n" + e.getMessage());
        } catch (IOException e) {
            throw new Failure(Exit.WORLD_UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private static String text(Assembly.Made made) {
        return "%s  Linux %s%n%s  %s, %d drivers"
                .formatted(
                        made.vmlinuz(),
                        made.kernel(),
                        made.initrd(),
                        String.format(Locale.ROOT, "%.1f MB", made.bytes() / 1e6),
                        made.drivers().size());
    }

    private static String json(Assembly.Made made) {
        return Json.of(
                new Told(
                        made.kernel(),
                        made.drivers(),
                        made.vmlinuz().toString(),
                        made.initrd().toString()));
    }
}
