package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.manifest.Explanations;
import dev.bringup.manifest.Reference;
import java.util.Locale;
import java.util.Optional;

/// What `explain` says.
final class Explained {

    private Explained() {}

    static String code(String what) throws Failure {
        Optional<String> text = Explanations.of(what.toUpperCase(Locale.ROOT));
        if (text.isEmpty()) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "there is no code '"
                            + what
                            + "'"
                            + Explanations.nearest(what)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
        return text.get();
    }

    /// All kinds when none is named.
    static String schema(String kind) throws Failure {
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
