package dev.bringup.query;

import dev.bringup.view.LoggedLine;
import dev.bringup.view.TroubleView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Bundles of the flight recorder.
public interface Recordings {

    sealed interface Found {
        /// A gzipped tar file, and what to call it.
        record Bundle(String name, ByteBuffer bytes) implements Found {}

        record Nothing(String because) implements Found {}
    }

    /// Of one machine and one attempt: its id, or counted back from the last, which is 1 and what
    /// is meant when none is said. Returns at once; `reply` is called on another thread.
    void bundle(String machine, Optional<String> attempt, Consumer<Found> reply);

    /// What this machine logged while it booted and was installed, the last of it, the latest last.
    List<LoggedLine> logged(String machine);

    /// What kept machines from booting as they should within the last hour, the latest last.
    List<TroubleView> troubles();

    /// Where nothing is recorded.
    Recordings NONE =
            new Recordings() {
                @Override
                public void bundle(
                        String machine, Optional<String> attempt, Consumer<Found> reply) {
                    reply.accept(new Found.Nothing("nothing is recorded here"));
                }

                @Override
                public List<LoggedLine> logged(String machine) {
                    return List.of();
                }

                @Override
                public List<TroubleView> troubles() {
                    return List.of();
                }
            };
}
