package dev.bringup.lifecycle;

import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Disk;
import dev.bringup.model.Decommission;
import dev.bringup.model.Identity;
import dev.bringup.model.Marker;
import dev.bringup.model.Permit;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Rail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Decides what is wiped: the disks that carry the marker of the machine that a tombstone names,
/// and no other. The marker goes last, after it was said that all else is gone: whenever the power
/// fails, what is left on a disk says whose it is, or nothing is left on it.
final class WipeRules {

    private static final Duration HELD = Duration.ofSeconds(30);

    private WipeRules() {}

    /// Only the board that the tombstone means gets the installer.
    static Decision script(BootRequest.Script asked, Attempt attempt) {
        if (attempt.stopped().isPresent()) {
            return Decision.say(new BootAnswer.Wait(HELD, attempt.stopped().get().because()));
        }
        Optional<String> unlike =
                tombstone(attempt)
                        .identity()
                        .unlike(new Identity(asked.uuid(), asked.serial()))
                        .map(what -> "it is not the machine of its tombstone: it has " + what);
        if (unlike.isPresent()) {
            return stopped(attempt, Rail.R2, unlike.get());
        }
        Permit permit = attempt.permit().orElseThrow();
        BootAnswer start = new BootAnswer.StartInstaller(attempt.spec(), permit);
        return switch (permit.stage()) {
            case ISSUED -> Decision.say(start).moving(attempt.at(Stage.STARTED));
            case STARTED, WRITING, WRITTEN -> Decision.say(start);
            case BOOTED, ARMED, CLOSED ->
                    Decision.say(
                            new BootAnswer.Wait(HELD, "its disk is wiped; it is switched off"));
        };
    }

    static Decision disks(BootRequest.Disks asked, Attempt attempt) {
        return BootRules.within(attempt, asked.from(), WipeRules::isOpen)
                .orElseGet(() -> choose(asked.disks(), attempt));
    }

    private static boolean isOpen(Stage stage) {
        return stage == Stage.STARTED || stage == Stage.WRITING || stage == Stage.WRITTEN;
    }

    private static Decision choose(List<Disk> disks, Attempt attempt) {
        List<String> own = disks.stream().filter(d -> isOwn(d, attempt)).map(Disk::name).toList();
        Stage stage = attempt.permit().orElseThrow().stage();
        if (!own.isEmpty()) {
            // Nobody takes such a disk for a whole one, whatever is left of it.
            Marker marker = attempt.marker().unfinished();
            BootAnswer wipe = new BootAnswer.Wipe(tombstone(attempt).method(), own, marker);
            return stage == Stage.WRITTEN
                    ? Decision.say(wipe)
                    : Decision.say(wipe).moving(attempt.at(Stage.WRITING)).reading(marker);
        }
        if (stage == Stage.WRITTEN) {
            // It said that all but the marker is gone, and now the marker is.
            return Decision.say(new BootAnswer.PowerDown("its disk is wiped"))
                    .moving(attempt.at(Stage.CLOSED));
        }
        return stopped(
                attempt,
                Rail.R6,
                stage == Stage.WRITING
                        ? "it was being wiped, and now none of its disks carries its marker"
                        : "none of its disks carries its marker, and no other is touched");
    }

    private static boolean isOwn(Disk disk, Attempt attempt) {
        return disk.content() instanceof Content.Marked(Marker marker)
                && marker.machine().equals(attempt.machine());
    }

    static Decision progress(BootRequest.Progress asked, Attempt attempt) {
        Optional<Decision> refused =
                BootRules.within(
                        attempt, asked.from(), s -> s == Stage.WRITING || s == Stage.WRITTEN);
        if (refused.isPresent()) {
            return refused.get();
        }
        Decision noted = Decision.say(new BootAnswer.Noted());
        Stage stage = attempt.permit().orElseThrow().stage();
        return switch (asked.now()) {
            case WRITING, FAILED -> noted;
            case WRITTEN -> noted.moving(attempt.at(Stage.WRITTEN));
            case WIPED ->
                    stage == Stage.WRITTEN
                            ? noted.moving(attempt.at(Stage.CLOSED))
                            : Decision.refuse(
                                    attempt.machine()
                                            + " cleared its marker before all else was gone");
        };
    }

    private static Decision stopped(Attempt attempt, Rail rail, String because) {
        return Decision.say(new BootAnswer.Wait(HELD, because))
                .moving(attempt.stoppedBy(rail, because))
                .alarming(because);
    }

    private static Decommission tombstone(Attempt attempt) {
        return attempt.tombstone().orElseThrow();
    }
}
