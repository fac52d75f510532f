package dev.bringup.view;

import dev.bringup.model.Attempt;
import dev.bringup.model.Ours;
import dev.bringup.model.Phase;
import dev.bringup.model.Timeline;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Attempts as views.
public final class Attempts {

    private static final EnumSet<Phase> INSTALLER =
            EnumSet.of(Phase.BOOTLOADER, Phase.KERNEL, Phase.IMAGE);

    private Attempts() {}

    public static AttemptView open(Attempt attempt, Optional<Long> bytes) {
        Optional<AttemptView.Running> running =
                running(attempt)
                        .map(phase ->
                                new AttemptView.Running(phase, since(attempt.timeline()), bytes));
        return view(
                attempt,
                attempt.stopped().isPresent() ? Optional.empty() : running,
                Optional.empty());
    }

    public static AttemptView closed(Attempt attempt, AttemptView.End end) {
        return view(attempt, Optional.empty(), Optional.of(end));
    }

    private static AttemptView view(
            Attempt attempt, Optional<AttemptView.Running> running, Optional<AttemptView.End> end) {
        List<AttemptView.Bar> bars =
                attempt.timeline().spans().stream().map(Attempts::bar).toList();
        return new AttemptView(
                attempt.id().text(),
                attempt.machine().name(),
                new AttemptView.Opening(
                        attempt.goal().label(),
                        attempt.commit().brief(),
                        attempt.cause(),
                        attempt.openedAt(),
                        attempt.spec().profile(),
                        attempt.spec().install().image().name()),
                bars,
                running,
                end,
                attempt.timeline().ours().map(o -> share(o, end.map(AttemptView.End::at))));
    }

    private static AttemptView.Bar bar(Timeline.Span span) {
        long millis = Math.max(1, span.took().toMillis());
        return new AttemptView.Bar(
                span.phase().label(),
                span.took(),
                span.evidence(),
                span.bytes(),
                span.bytes().map(bytes -> Math.round(bytes * 1000.0 / millis)));
    }

    private static AttemptView.Share share(Ours ours, Optional<Instant> end) {
        return new AttemptView.Share(
                ours.since(),
                ours.total(),
                end.map(at -> Math.round(ours.share(at) * 10_000) / 10_000.0),
                ours.waits().stream()
                        .map(w ->
                                new AttemptView.Wait(
                                        w.during().map(Phase::label),
                                        w.why(),
                                        Optional.of(w.by()).filter(by -> !by.isEmpty()),
                                        w.took()))
                        .toList());
    }

    /// When the phase began that goes on.
    public static Instant since(Timeline timeline) {
        return timeline.boundaries().isEmpty()
                ? timeline.start()
                : timeline.boundaries().getLast().at();
    }

    /// The phase after the last that ended. A machine that boots its own disk has no installer.
    public static Optional<Phase> running(Attempt attempt) {
        Set<Phase> road =
                switch (attempt.goal()) {
                    case Attempt.Goal.Installed _ -> EnumSet.allOf(Phase.class);
                    case Attempt.Goal.Awake _, Attempt.Goal.Rebooted _ ->
                            EnumSet.complementOf(INSTALLER);
                    case Attempt.Goal.Wiped _ -> EnumSet.range(Phase.WAKE, Phase.KERNEL);
                };
        Optional<Phase> reached = attempt.timeline().reached();
        return road.stream()
                .filter(phase -> reached.isEmpty() || phase.compareTo(reached.get()) > 0)
                .findFirst();
    }
}
