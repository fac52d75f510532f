package dev.bringup.app;

import dev.bringup.view.PlanText.Ink;
import dev.bringup.view.PlanText.Screen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows with a head, as wide as they need and cut where the terminal ends.
record Table(List<String> head, List<Row> rows) {

    enum Tone {
        PLAIN,
        GOOD,
        BAD,
        BUSY
    }

    record Row(Tone tone, List<String> cells) {
        static Row of(String... cells) {
            return new Row(Tone.PLAIN, Arrays.asList(cells));
        }
    }

    List<String> lines(Screen screen) {
        int[] widths = new int[head.size()];
        measure(widths, head);
        rows.forEach(row -> measure(widths, row.cells()));
        List<String> lines = new ArrayList<>();
        lines.add(cut(join(widths, head), screen.columns()));
        for (Row row : rows) {
            String text = cut(join(widths, row.cells()), screen.columns());
            lines.add(screen.ink() == Ink.COLOUR ? paint(row.tone(), text) : text);
        }
        return lines;
    }

    private static void measure(int[] widths, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    private static String join(int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i)).repeat(" ", widths[i] - cells.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }

    static String cut(String text, int columns) {
        return text.length() <= columns
                ? text
                : text.substring(0, Math.max(0, columns - 3)) + "...";
    }

    private static String paint(Tone tone, String text) {
        return switch (tone) {
            case PLAIN -> text;
            case GOOD -> "\u001b[32m" + text + "\u001b[0m";
            case BAD -> "\u001b[31m" + text + "\u001b[0m";
            case BUSY -> "\u001b[36m" + text + "\u001b[0m";
        };
    }
}
