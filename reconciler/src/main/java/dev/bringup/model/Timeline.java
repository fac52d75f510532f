package dev.bringup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// When each phase of an attempt ended, and by what evidence. A boundary that nobody saw is not
/// there, and its time belongs to the next phase. What was `ours` of it is empty when nobody
/// counted: that is not nothing.
public record Timeline(Instant start, List<Boundary> boundaries, Optional<Ours> ours) {

    /// The end of a phase. `bytes` are what it put on the disk, as far as somebody counted.
    public record Boundary(Phase phase, Instant at, String evidence, Optional<Long> bytes) {
        public Boundary {
            // A journal from before it was counted has none.
            bytes = Objects.requireNonNullElse(bytes, Optional.empty());
        }
    }

    /// A phase and how long it took, from the boundary before it.
    public record Span(Phase phase, Duration took, String evidence, Optional<Long> bytes) {}

    public Timeline {
        boundaries = List.copyOf(boundaries);
        // A journal from before it was counted has none.
        ours = Objects.requireNonNullElse(ours, Optional.empty());
    }

    public static Timeline from(Instant start) {
        return new Timeline(start, List.of(), Optional.empty());
    }

    public Timeline with(Optional<Ours> counted) {
        return new Timeline(start, boundaries, counted);
    }

    /// With more that was ours, as long as all of it was counted.
    public Timeline adding(List<Ours.Wait> more) {
        return with(ours.map(o -> o.with(more)));
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
        return with(new Boundary(phase, at, evidence, Optional.empty()));
    }

    public Timeline with(Boundary next) {
        if (reached().filter(r -> r.compareTo(next.phase()) >= 0).isPresent()) {
            return this;
        }
        List<Boundary> all = new ArrayList<>(boundaries);
        all.add(next);
        return new Timeline(start, all, ours);
    }

    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        Instant from = start;
        for (Boundary boundary : boundaries) {
            spans.add(
                    new Span(
                            boundary.phase(),
                            Duration.between(from, boundary.at()),
                            boundary.evidence(),
                            boundary.bytes()));
            from = boundary.at();
        }
        return spans;
    }
}
