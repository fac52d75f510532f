package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.manifest.Reference;

/// What `schema` prints.
final class Schemas {

    private Schemas() {}

    /// All kinds when none is named.
    static String of(String kind) throws Failure {
        return kind.isEmpty()
                ? Reference.kinds()
                : Reference.schema(kind)
                        .orElseThrow(() ->
                                new Failure(
                                        Exit.WRONG_INPUT,
                                        "there is no kind '"
                                                + kind
                                                + "'; "
                                                + Reference.nearest(kind).orElseThrow()));
    }
}
