package dev.bringup.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.bringup.model.Phase;

/// How long attempts of the past took: a row for each action, profile and image.
public record Cycles(List<Row> rows) {

    /// `done` of them ended as they should, and only of those are the times.
    public record Row(
            String action,
            String profile,
            String image,
            int done,
            int failed,
            Optional<Whole> cycle,
            List<Part> phases) {}

    /// Of the attempts, and what of it was ours: of those where it was counted the times, and their
    /// share of all the time since their causes, as a part of 1.
    public record Whole(
            int count,
            Duration min,
            Duration median,
            Duration p95,
            Duration max,
            Optional<Spread> ours,
            Optional<Double> share) {}

    public record Part(String phase, Spread seconds) {}

    /// Of `count` times, by the nearest rank: each is one that was measured.
    public record Spread(int count, Duration min, Duration median, Duration p95, Duration max) {

        static Optional<Spread> of(Collection<Duration> times) {
            List<Duration> sorted = times.stream().sorted().toList();
            return sorted.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Spread(
                                    sorted.size(),
                                    sorted.getFirst(),
                                    rank(sorted, 50),
                                    rank(sorted, 95),
                                    sorted.getLast()));
        }

        private static Duration rank(List<Duration> sorted, int percent) {
            int rank = (sorted.size() * percent + 99) / 100;
            return sorted.get(Math.max(rank, 1) - 1);
        }
    }

    private record Key(String action, String profile, String image) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::profile)
                        .thenComparing(Key::action)
                        .thenComparing(Key::image);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /// Attempts that are open, or were superseded, say nothing of how long it takes.
    public static Cycles of(Collection<AttemptView> attempts) {
        Map<Key, List<AttemptView>> groups = new TreeMap<>();
        for (AttemptView attempt : attempts) {
            AttemptView.Opening opening = attempt.opening();
            if (ended(attempt, "done") || ended(attempt, "failed")) {
                groups.computeIfAbsent(
                                new Key(opening.goal(), opening.profile(), opening.image()),
                                _ -> new ArrayList<>())
                        .add(attempt);
            }
        }
        return new Cycles(
                groups.entrySet().stream().map(e -> row(e.getKey(), e.getValue())).toList());
    }

    private static Row row(Key key, List<AttemptView> attempts) {
        List<AttemptView> done = attempts.stream().filter(a -> ended(a, "done")).toList();
        return new Row(
                key.action,
                key.profile,
                key.image,
                done.size(),
                attempts.size() - done.size(),
                whole(done),
                parts(done));
    }

    private static Optional<Whole> whole(List<AttemptView> done) {
        List<Duration> ours = new ArrayList<>();
        Duration all = Duration.ZERO;
        for (AttemptView attempt : done) {
            Instant end = attempt.end().orElseThrow().at();
            if (attempt.ours().isPresent()) {
                ours.add(attempt.ours().get().seconds());
                all = all.plus(Duration.between(attempt.ours().get().since(), end));
            }
        }
        Duration total = ours.stream().reduce(Duration.ZERO, Duration::plus);
        Optional<Double> share =
                Optional.of(all)
                        .filter(Duration::isPositive)
                        .map(whole ->
                                Math.round(10_000.0 * total.toMillis() / whole.toMillis())
                                        / 10_000.0);
        return Spread.of(
                        done.stream()
                                .flatMap(a -> a.end().stream())
                                .map(AttemptView.End::seconds)
                                .toList())
                .map(s ->
                        new Whole(
                                s.count(),
                                s.min(),
                                s.median(),
                                s.p95(),
                                s.max(),
                                Spread.of(ours),
                                share));
    }

    private static List<Part> parts(List<AttemptView> done) {
        Map<Phase, List<Duration>> times = new EnumMap<>(Phase.class);
        for (AttemptView attempt : done) {
            for (AttemptView.Bar bar : attempt.phases()) {
                for (Phase phase : Phase.values()) {
                    if (phase.label().equals(bar.phase())) {
                        times.computeIfAbsent(phase, _ -> new ArrayList<>()).add(bar.seconds());
                    }
                }
            }
        }
        List<Part> parts = new ArrayList<>();
        times.forEach((phase, all) ->
                Spread.of(all).ifPresent(spread -> parts.add(new Part(phase.label(), spread))));
        return parts;
    }

    private static boolean ended(AttemptView attempt, String how) {
        return attempt.end().filter(end -> end.ending().equals(how)).isPresent();
    }
}
