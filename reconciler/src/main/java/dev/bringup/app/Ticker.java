package dev.bringup.app;

import dev.bringup.view.MachineView;
import java.io.Console;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Live progress: on a terminal a line per machine that changes in place under the events, in a
/// pipe the events alone.
final class Ticker {

    private static final String UP_ONE_AND_CLEAR = "\u001b[1A\u001b[2K";
    private static final int MOST_MACHINES = 20;

    private final PrintStream out;
    private final boolean terminal;
    private List<String> shown = List.of();

    private Ticker(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Ticker on(PrintStream out) {
        return new Ticker(
                out, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
    }

    synchronized void intro(List<String> lines) {
        lines.forEach(out::println);
    }

    synchronized void line(String text) {
        clear();
        out.println(text);
        shown.forEach(out::println);
        out.flush();
    }

    synchronized void show(List<MachineView> machines) {
        if (!terminal) {
            return;
        }
        List<String> next = new ArrayList<>();
        machines.stream().limit(MOST_MACHINES).map(Ticker::row).forEach(next::add);
        if (machines.size() > MOST_MACHINES) {
            next.add("  ... and " + (machines.size() - MOST_MACHINES) + " more in the console");
        }
        if (next.equals(shown)) {
            return;
        }
        clear();
        next.forEach(out::println);
        out.flush();
        shown = next;
    }

    synchronized void bye() {
        out.println("stopping");
    }

    private void clear() {
        if (!shown.isEmpty()) {
            out.print(UP_ONE_AND_CLEAR.repeat(shown.size()));
        }
    }

    private static String row(MachineView machine) {
        return "  %-12s %-12s %s"
                .formatted(machine.name(), machine.state().label(), machine.outlook().next());
    }
}
