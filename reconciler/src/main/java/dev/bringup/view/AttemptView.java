package dev.bringup.view;

import dev.bringup.model.Ours;
import dev.bringup.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One attempt and how long each part of it took. `running` is there while it is open, `end` once
/// it is not, `ours` if what was not the machine's own time was counted.
public record AttemptView(
        String id,
        String machine,
        Opening opening,
        List<Bar> phases,
        Optional<Running> running,
        Optional<End> end,
        Optional<Share> ours) {

    /// `profile` and `image` are those of the commit that it was opened for.
    public record Opening(
            String goal, String commit, String cause, Instant at, String profile, String image) {}

    /// A phase that ended, and by what evidence; of one that wrote to a disk how much, and how much
    /// in a second.
    public record Bar(
            String phase,
            Duration seconds,
            String evidence,
            Optional<Long> bytes,
            Optional<Long> bytesPerSecond) {}

    /// What was ours since the cause, `since`: in seconds, as a part of 1 once it ended, and what
    /// for.
    public record Share(Instant since, Duration seconds, Optional<Double> share, List<Wait> waits) {

        public Share {
            waits = List.copyOf(waits);
        }
    }

    /// `during` is the phase; what came before the first one has none. `by` is the rail, if one
    /// held it.
    public record Wait(
            Optional<String> during, Ours.Why why, Optional<String> by, Duration seconds) {}

    /// The phase that goes on now; `bytes` of the image are on the disk.
    public record Running(Phase phase, Instant since, Optional<Long> bytes) {}

    public record End(String ending, String because, Instant at, Duration seconds) {}
}
