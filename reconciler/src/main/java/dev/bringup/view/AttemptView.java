package dev.bringup.view;

import dev.bringup.model.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One attempt and how long each part of it took. `running` is there while it is open, `end` once
/// it is not.
public record AttemptView(
        String id,
        String machine,
        Opening opening,
        List<Bar> phases,
        Optional<Running> running,
        Optional<End> end) {

    /// `profile` and `image` are those of the commit that it was opened for.
    public record Opening(
            String goal, String commit, String cause, Instant at, String profile, String image) {}

    /// A phase that ended, and by what evidence.
    public record Bar(String phase, Duration seconds, String evidence) {}

    /// The phase that goes on now; `bytes` of the image are on the disk.
    public record Running(Phase phase, Instant since, Optional<Long> bytes) {}

    public record End(String ending, String because, Instant at, Duration seconds) {}
}
