package dev.bringup.app;

import static dev.bringup.app.FieldRows.judged;
import static dev.bringup.app.FieldRows.row;
import static dev.bringup.app.FieldRows.told;

import dev.bringup.app.FieldRows.Row;
import java.util.List;

/// The rows of tombstones.
final class TombstoneFieldRows {

    private static final String FILE = "tombstone.yaml";

    static final List<Row> ALL =
            List.of(
                    row("Decommission machine", FILE, "machine: m9", "machine: m2", told("BU1322")),
                    row(
                            "Decommission identity.serial",
                            FILE,
                            "{serial: S9}",
                            "{serial: S8}",
                            judged("TombstonesTest", "had serial")),
                    row(
                            "Decommission identity.uuid",
                            FILE,
                            "{serial: S9}",
                            "{uuid: 4c4c4544-0042-4b10-8057-b7c04f4a5831}",
                            judged("TombstonesTest", "had UUID")),
                    row(
                            "Decommission method",
                            FILE,
                            "method: quick",
                            "method: overwrite",
                            judged("WipeRulesTest", "Method.OVERWRITE")),
                    row(
                            "Decommission expires",
                            FILE,
                            "expires: 2099-01-01",
                            "expires: 1999-01-01",
                            told("BU1614")));

    private TombstoneFieldRows() {}
}
