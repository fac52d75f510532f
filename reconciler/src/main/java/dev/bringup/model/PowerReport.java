package dev.bringup.model;

import java.util.List;

/// What came of an operator's order: what each rung of the ladder said that was tried, and the end
/// of it in a sentence.
public record PowerReport(Result result, List<Rung> rungs, String text) {

    public enum Result {
        DONE,
        /// No rung could.
        FAILED,
        /// A rail holds it.
        REFUSED,
        /// There is no such machine.
        UNKNOWN
    }

    /// `worked` says whether this one did it, or could tell.
    public record Rung(String rung, boolean worked, String text) {}

    public PowerReport {
        rungs = List.copyOf(rungs);
    }

    public PowerReport(Result result, String text) {
        this(result, List.of(), text);
    }
}
