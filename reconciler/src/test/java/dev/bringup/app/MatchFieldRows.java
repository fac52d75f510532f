package dev.bringup.app;

import static dev.bringup.app.FieldRows.planned;
import static dev.bringup.app.FieldRows.row;

import dev.bringup.app.FieldRows.Row;
import java.util.List;

/// The rows of what hardware must look like. What it does is in `MatchTest` and the tests of rails.
final class MatchFieldRows {

    static final List<Row> ALL =
            List.of(
                    row(
                            "Profile match.vendor",
                            "profile.yaml",
                            "vendor: V1",
                            "vendor: V2",
                            planned("LIVE match")),
                    row(
                            "Profile match.product",
                            "profile.yaml",
                            "product: P1",
                            "product: P2",
                            planned("LIVE match")),
                    row(
                            "Profile match.minMemory",
                            "profile.yaml",
                            "minMemory: 1G",
                            "minMemory: 2G",
                            planned("LIVE match")),
                    row(
                            "Profile match.minCpus",
                            "profile.yaml",
                            "minCpus: 1",
                            "minCpus: 2",
                            planned("LIVE match")),
                    row(
                            "Machine match.vendor",
                            "machines/m1.yaml",
                            "vendor: V1",
                            "vendor: V2",
                            planned("LIVE match")),
                    row(
                            "Machine match.product",
                            "machines/m1.yaml",
                            "product: P1",
                            "product: P2",
                            planned("LIVE match")),
                    row(
                            "Machine match.minMemory",
                            "machines/m1.yaml",
                            "minMemory: 1G",
                            "minMemory: 2G",
                            planned("LIVE match")),
                    row(
                            "Machine match.minCpus",
                            "machines/m1.yaml",
                            "minCpus: 1",
                            "minCpus: 2",
                            planned("LIVE match")));

    private MatchFieldRows() {}
}
