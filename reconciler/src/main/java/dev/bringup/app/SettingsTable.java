package dev.bringup.app;

import java.io.PrintStream;

/// The settings of this start, defaults beside values.
final class SettingsTable {

    private SettingsTable() {}

    static void print(Settings settings, PrintStream out) {
        out.printf("%-26s %-44s %s%n", "SETTING", "VALUE", "DEFAULT");
        settings.table()
                .forEach((name, cells) ->
                        out.printf(
                                "%-26s %-44s %s%n",
                                name, cells[0].isEmpty() ? "-" : cells[0], cells[1]));
    }
}
