package dev.bringup.app;

import static dev.bringup.app.FieldRows.foreseen;
import static dev.bringup.app.FieldRows.row;

import dev.bringup.app.FieldRows.Row;
import java.util.List;

/// The rows of Addons.
final class AddonsFieldRows {

    static final List<Row> ALL =
            List.of(
                    row(
                            "Addons steps[].name",
                            "addons.yaml",
                            "name: cni",
                            "name: net",
                            foreseen("arrive")),
                    row(
                            "Addons steps[].path",
                            "addons.yaml",
                            "k/one.json",
                            "k/two.json",
                            foreseen("arrive")),
                    row("Addons steps[].wait", "addons.yaml", "5m", "6m", foreseen("arrive")));

    private AddonsFieldRows() {}
}
