package dev.bringup.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The manual page is made from the commands, so it says what they say.
class ManualTest {

    @Command(name = "bringup", description = "Merge a pull request, get a Kubernetes node.")
    private static final class Program {}

    @Command(
            name = "go",
            description = "Go 100%% there.",
            footer = {"%nExample:", "  bringup go \\", "    .there"})
    private static final class Go {
        @Parameters(paramLabel = "PLACE", description = ".hidden or not")
        String place = "";

        @Option(
                names = {"-f", "--fast"},
                paramLabel = "N",
                description = "How fast (default: ${DEFAULT-VALUE}).")
        int fast = 3;
    }

    @Test
    void aCommandIsASectionAndNothingInItIsTakenForAMacro() {
        CommandLine program = new CommandLine(new Program()).addSubcommand(new Go());

        String page = Manual.of(program.getCommandSpec());

        assertTrue(page.startsWith(".TH BRINGUP 1\n.SH NAME\nbringup \\- Merge a pull"), page);
        assertTrue(
                page.contains(
                        """
                        .SS bringup go PLACE
                        Go 100% there.
                        .PP
                        .TP
                        .B PLACE
                        \\&.hidden or not
                        .TP
                        .B \\-f, \\-\\-fast N
                        How fast (default: 3).
                        .PP
                        .nf

                        Example:
                          bringup go \\e
                            .there
                        .fi
                        """),
                page);
    }

    @Test
    void everyOptionOfRunIsThere() {
        CommandLine program = new CommandLine(new Program()).addSubcommand(new RunOptions());
        String page = Manual.of(program.getCommandSpec());
        Set<String> known =
                new TreeSet<>(
                        program.getSubcommands().get("run").getCommandSpec().optionsMap().keySet());
        Set<String> said =
                page.replace("\\-", "-")
                        .lines()
                        .filter(line -> line.startsWith(".B "))
                        .flatMap(line -> Stream.of(line.split("[ ,]+")))
                        .filter(word -> word.startsWith("-"))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(known.size() > 30, known::toString);
        assertEquals(known, said);
    }
}
