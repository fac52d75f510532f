package dev.bringup.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `fetch` can be told.
@Command(
        name = "fetch",
        description = "Fill the assets folder with what machines are served.",
        footer = {
            "%nThe installer is made from this system's packages: a kernel with its modules"
                    + " (linux-image-amd64, or any that was unpacked), busybox-static and zstd.",
            "A download that broke off goes on where it was. Exit code: 2 when a file is not what"
                    + " the repository says, 3 when one could not be had.",
            "%nExamples:",
            "  bringup fetch rack --installer",
            "  bringup fetch --installer --assets assets --kernel unpacked/boot/vmlinuz-6.12.0"
        })
public final class FetchOptions {

    @Mixin public Help help = new Help();

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description =
                    "A state repository: its images are fetched, and served from then on instead of"
                            + " their URLs.")
    public @Nullable Path path;

    @Option(
            names = "--installer",
            description = "Make the installer: installer/vmlinuz and installer/initrd.")
    public boolean installer;

    @Option(
            names = "--assets",
            paramLabel = "DIR",
            description = "Where to (default: ${DEFAULT-VALUE}).")
    public Path assets = Path.of("/var/lib/bringup/assets");

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description = "The installer's kernel (default: the newest /boot/vmlinuz-*).")
    public @Nullable Path kernel;

    @Option(
            names = "--modules",
            paramLabel = "DIR",
            description =
                    "Its modules, lib/modules/VERSION (default: those beside the kernel, then"
                            + " this system's).")
    public @Nullable Path modules;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    public Output output = Output.TEXT;

    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    public Optional<Path> kernel() {
        return Optional.ofNullable(kernel);
    }

    public Optional<Path> modules() {
        return Optional.ofNullable(modules);
    }
}
