package dev.bringup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// When each phase of an attempt ended, and by what evidence. A boundary that nobody saw is not
/// there, and its time belongs to the next phase.
public record Timeline(Instant start, List<Boundary> boundaries) {

    /// The end of a phase.
    public record Boundary(Phase phase, Instant at, String evidence) {}

    /// A phase and how long it took, from the boundary before it.
    public record Span(Phase phase, Duration took, String evidence) {}

    public Timeline {
        boundaries = List.copyOf(boundaries);
    }

    public static Timeline from(Instant start) {
        return new Timeline(start, List.of());
    }

    public Optional<Instant> end(Phase phase) {
        return boundaries.stream().filter(b -> b.phase() == phase).map(Boundary::at).findFirst();
    }

    /// The last phase that ended.
    public Optional<Phase> reached() {
        return boundaries.stream().map(Boundary::phase).max(Comparator.naturalOrder());
    }

    /// This timeline with one more boundary; the first evidence of a phase wins, and nothing is
    /// added behind what was already reached.
    public Timeline with(Phase phase, Instant at, String evidence) {
        if (reached().filter(r -> r.compareTo(phase) >= 0).isPresent()) {
            return this;
        }
        List<Boundary> all = new ArrayList<>(boundaries);
        all.add(new Boundary(phase, at, evidence));
        return new Timeline(start, all);
    }

    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        Instant from = start;
        for (Boundary boundary : boundaries) {
            spans.add(
                    new Span(
                            boundary.phase(),
                            Duration.between(from, boundary.at()),
                            boundary.evidence()));
            from = boundary.at();
        }
        return spans;
    }
}
