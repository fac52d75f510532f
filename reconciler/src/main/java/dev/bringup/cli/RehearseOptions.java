package dev.bringup.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `rehearse` can be told.
@Command(
        name = "rehearse",
        description = {
            "Try a change on a virtual rack made from your own repository: bring it up as it is at"
                    + " one revision, move it to another with the real engine in virtual time, and"
                    + " print what happens, what the rails hold and whether anything goes wrong.",
            "Nothing real is touched. Ends with 1 when it does not end as Git asks for."
        },
        footer = {
            "%nExamples:",
            "  bringup rehearse",
            "  bringup rehearse --from origin/main --to HEAD --faults 40 --seed 7",
            "  bringup rehearse examples/lab --speed 60"
        })
public final class RehearseOptions {

    @Mixin public Help help = new Help();

    @Mixin public RangeOptions range = new RangeOptions();

    @Option(
            names = "--faults",
            paramLabel = "PERMILLE",
            description =
                    "How many of a thousand things go wrong for the first half of --within: lost"
                            + " packets, machines that hang, late answers, crashes of the"
                            + " reconciler (default: ${DEFAULT-VALUE}, at most 200).")
    public int faults;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Chance: the same seed, the same story (default: ${DEFAULT-VALUE}).")
    public long seed = 1;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            description = "How long it may take, in virtual time (default: 168h).")
    public Duration within = Duration.ofDays(7);

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "How many times as fast as it would be, or max (default: max).")
    public String speed = "max";

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json.")
    public Output output = Output.TEXT;
}
