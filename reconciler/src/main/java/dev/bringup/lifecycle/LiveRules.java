package dev.bringup.lifecycle;

import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Permit;
import dev.bringup.model.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Decides what a machine is told that runs from memory. Every boot of it needs a permit; one that
/// nobody asked for gets it unless something speaks against it. Its disk is never spoken of.
public final class LiveRules {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LATER = Duration.ofSeconds(30);

    private LiveRules() {}

    /// iPXE asks while an attempt is open. Asking twice gives the same permit until the kernel that
    /// was started with it fetched its payload.
    public static Decision script(BootRequest.Script asked, Attempt attempt) {
        Permit permit = attempt.permit().orElseThrow();
        return BootRules.stranger(asked, attempt.spec())
                .or(() -> BootRules.disputed(asked.box(), attempt.spec(), attempt))
                .orElseGet(() -> {
                    Decision start = Decision.say(new BootAnswer.StartLive(attempt.spec(), permit));
                    return permit.stage() == Stage.ISSUED
                            ? start.moving(attempt.at(Stage.STARTED))
                            : start;
                });
    }

    /// Its boot is behind it: whoever asks again was restarted in the meantime.
    public static boolean isSpent(Attempt attempt) {
        return attempt.stage().filter(s -> s.compareTo(Stage.STARTED) > 0).isPresent();
    }

    /// Why a boot that nobody asked for does not begin now; empty when it may. A machine that runs
    /// does not ask: as long as its Node is freshly Ready, somebody else speaks for it, perhaps a
    /// pod on it that is after what the payload holds.
    public static Optional<Decision> unasked(
            BootRequest.Script asked,
            MachineSpec want,
            Seen seen,
            Optional<String> tooOften,
            Instant freshSince) {
        Optional<Decision> stranger = BootRules.stranger(asked, want);
        if (stranger.isPresent()) {
            return stranger;
        }
        Optional<String> disputed = want.hardware().match().unlike(asked.box());
        if (disputed.isPresent()) {
            return waiting(LATER, disputed.get());
        }
        boolean wanted =
                switch (want.intent().state()) {
                    case JOINED, MAINTENANCE -> true;
                    case ASLEEP, RELEASED -> false;
                };
        if (!wanted) {
            return waiting(LATER, "Git does not want it to run");
        }
        boolean ready =
                seen.isReady()
                        && seen.node().filter(n -> !n.seenAt().isBefore(freshSince)).isPresent();
        if (ready) {
            return waiting(SOON, "its Node is Ready, and a machine that runs does not boot");
        }
        return tooOften.flatMap(because -> waiting(LATER, because));
    }

    /// Nothing is known of what it ran: the plan says what it is to run.
    public static Decision unknown(BootRequest.Script asked, MachineSpec want) {
        return BootRules.stranger(asked, want)
                .orElseGet(
                        () -> waiting(SOON, "what it is to run is not decided yet").orElseThrow());
    }

    private static Optional<Decision> waiting(Duration time, String because) {
        return Optional.of(Decision.say(new BootAnswer.Wait(time, because)));
    }
}
