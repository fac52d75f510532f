package dev.bringup.app;

import dev.bringup.view.PlanText.Ink;
import dev.bringup.view.PlanText.Screen;
import java.io.Console;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// How wide the terminal is and whether it has colours. A pipe has neither an edge nor colours.
final class Screens {

    private static final int NO_EDGE = 1 << 16;

    private Screens() {}

    static Screen of(Map<String, String> environment) {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        if (!terminal) {
            return new Screen(NO_EDGE, Ink.PLAIN);
        }
        boolean plain =
                !environment.getOrDefault("NO_COLOR", "").isEmpty()
                        || "dumb".equals(environment.get("TERM"));
        // picocli measures the terminal for its help pages.
        CommandSpec measure = CommandSpec.create();
        int columns = new CommandLine(measure).setUsageHelpAutoWidth(true).getUsageHelpWidth();
        return new Screen(columns, plain ? Ink.PLAIN : Ink.COLOUR);
    }
}
