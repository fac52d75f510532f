package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.FetchOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.manifest.Declared;
import dev.bringup.manifest.Manifests;
import dev.bringup.model.Diagnostic;
import dev.bringup.netboot.installer.Assembly;
import dev.bringup.netboot.installer.Lacking;
import dev.bringup.view.Json;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Fills the assets folder, for `bringup fetch`. `out` gets what was done, `progress` how it goes.
record Fetching(FetchOptions options, Path system, PrintStream out, PrintStream progress) {

    /// For programs.
    public record Told(Optional<Installer> installer, List<ImageFetch.Held> images) {}

    public record Installer(String kernel, List<String> drivers, String vmlinuz, String initrd) {}

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
        if (!options.installer && options.path().isEmpty()) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "say what to fetch: the path of a state repository, --installer, or both");
        }
        Optional<Assembly.Made> made =
                options.installer ? Optional.of(installer()) : Optional.empty();
        List<ImageFetch.Held> images =
                options.path().isPresent() ? images(options.path().get()) : List.of();
        if (options.output == Output.JSON) {
            out.println(Json.of(new Told(made.map(Fetching::told), images)));
        }
        return Exit.FINE;
    }

    private Assembly.Made installer() throws Failure {
        try {
            Assembly.Made made =
                    Assembly.make(
                            new Assembly.Sources(system, options.kernel(), options.modules()),
                            options.assets);
            progress.println(text(made));
            return made;
        } catch (Lacking e) {
            throw new Failure(Exit.WRONG_INPUT, "the installer cannot be made:\n" + e.getMessage());
        } catch (IOException e) {
            throw new Failure(Exit.WORLD_UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    /// Of each Image that is declared, whether a machine has it now or not.
    private List<ImageFetch.Held> images(Path repository) throws Failure {
        return switch (new Manifests().read(Validation.snapshot(repository).files())) {
            case Declared.Answer.Invalid(List<Diagnostic> problems) ->
                    throw new Failure(
                            Exit.WRONG_INPUT,
                            "the repository does not load\n" + Diagnostic.render(problems));
            case Declared.Answer.Valid(Declared declared, _) -> {
                boolean terminal =
                        Optional.ofNullable(System.console())
                                .filter(Console::isTerminal)
                                .isPresent();
                yield new ImageFetch(options.assets, progress, terminal, InstantSource.system())
                        .run(declared.images().values());
            }
        };
    }

    private static String text(Assembly.Made made) {
        return "installer: Linux %s, %s, %d drivers; %s and %s"
                .formatted(
                        made.kernel(),
                        String.format(Locale.ROOT, "%.1f MB", made.bytes() / 1e6),
                        made.drivers().size(),
                        made.vmlinuz(),
                        made.initrd());
    }

    private static Installer told(Assembly.Made made) {
        return new Installer(
                made.kernel(), made.drivers(), made.vmlinuz().toString(), made.initrd().toString());
    }
}
