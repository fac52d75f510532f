package dev.bringup.app;

import java.util.List;
import java.util.stream.Stream;

/// For each field of the state language: a change of it alone, and where the change shows.
final class FieldRows {

    /// Where a change shows.
    sealed interface Shows {
        /// In a line of the plan.
        record Planned(String line) implements Shows {}

        /// In what a machine is served.
        record Seen(String what, String text) implements Shows {}

        /// In what the forecast makes of another change.
        record Foreseen(String cause) implements Shows {}

        /// In a problem.
        record Told(String code) implements Shows {}

        /// In a Target's file.
        record Rendered(String target, String text) implements Shows {}

        /// In the policy that rails and adapters judge by; what they make of it is another test's.
        record Judged(String test, String text) implements Shows {}

        /// Nowhere: there is one value yet.
        record Only() implements Shows {}
    }

    record Row(String field, String file, String from, String to, Shows shows) {
        @Override
        public String toString() {
            return field;
        }
    }

    static Stream<Row> all() {
        return Stream.of(
                        ClusterFieldRows.ALL,
                        NetworkFieldRows.ALL,
                        ObjectFieldRows.ALL,
                        MatchFieldRows.ALL,
                        PowerFieldRows.ALL,
                        AddonsFieldRows.ALL,
                        TombstoneFieldRows.ALL)
                .flatMap(List::stream);
    }

    private FieldRows() {}

    static Row row(String field, String file, String from, String to, Shows shows) {
        return new Row(field, file, from, to, shows);
    }

    static Shows planned(String line) {
        return new Shows.Planned(line);
    }

    static Shows seen(String what, String text) {
        return new Shows.Seen(what, text);
    }

    static Shows foreseen(String cause) {
        return new Shows.Foreseen(cause);
    }

    static Shows told(String code) {
        return new Shows.Told(code);
    }

    static Shows rendered(String target, String text) {
        return new Shows.Rendered(target, text);
    }

    static Shows judged(String test, String text) {
        return new Shows.Judged(test, text);
    }

    static Shows only() {
        return new Shows.Only();
    }
}
