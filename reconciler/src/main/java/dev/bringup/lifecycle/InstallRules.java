package dev.bringup.lifecycle;

import dev.bringup.model.Attempt.Goal.Over;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Disk;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineSpec.DiskHints;
import dev.bringup.model.Marker;
import dev.bringup.model.Permit;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Rail;
import dev.bringup.model.Told;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Decides what an installer may do to a disk. Blank, or left unfinished by this machine's own
/// installation: write. This machine's own and finished: boot it when it is the goal, write over it
/// only when the attempt says so. Anybody else's: never, unless Git names the very disk.
public final class InstallRules {

    private static final Duration HELD = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(5);

    private InstallRules() {}

    public static Decision disks(BootRequest.Disks asked, Attempt attempt) {
        Optional<Decision> disputed =
                asked.from().equals(attempt.spec().address())
                        ? BootRules.disputed(asked.box(), attempt.spec(), attempt)
                        : Optional.empty();
        if (disputed.isPresent()) {
            return disputed.get();
        }
        if (attempt.tombstone().isPresent()) {
            return WipeRules.disks(asked, attempt);
        }
        return BootRules.within(
                        attempt,
                        asked.from(),
                        s -> attempt.writes() && (s == Stage.STARTED || s == Stage.WRITING))
                .orElseGet(() -> choose(asked.disks(), attempt));
    }

    public static Decision progress(BootRequest.Progress asked, Attempt attempt) {
        if (attempt.tombstone().isPresent()) {
            return WipeRules.progress(asked, attempt);
        }
        Optional<Decision> refused =
                BootRules.within(
                        attempt,
                        asked.from(),
                        s -> attempt.writes() && (s == Stage.WRITING || s == Stage.WRITTEN));
        if (refused.isPresent()) {
            return refused.get();
        }
        Decision noted = Decision.say(new BootAnswer.Noted());
        return switch (asked.now()) {
            case WRITING, FAILED -> noted;
            case WRITTEN -> noted.moving(attempt.at(Stage.WRITTEN)).reading(attempt.marker());
            case WIPED -> Decision.refuse(attempt.machine() + " has nothing to wipe");
        };
    }

    private static Decision choose(List<Disk> disks, Attempt attempt) {
        List<Disk> fit =
                disks.stream().filter(d -> fits(d, attempt.spec().hardware().disk())).toList();
        if (fit.size() != 1) {
            String because =
                    fit.isEmpty()
                            ? "no disk fits spec.disk"
                            : fit.size() + " disks fit; name one in spec.disk.wwn";
            return held(attempt, because);
        }
        Disk disk = fit.getFirst();
        return switch (disk.content()) {
            case Content.Blank _ -> write(disk, attempt);
            case Content.Marked(Marker marker) when marker.machine().equals(attempt.machine()) ->
                    own(disk, marker, attempt);
            case Content.Marked(Marker marker) ->
                    foreign(disk, "it carries the marker of " + marker.machine(), attempt);
            case Content.Foreign _ -> foreign(disk, "it holds data without our marker", attempt);
        };
    }

    private static Decision own(Disk disk, Marker marker, Attempt attempt) {
        if (marker.state() == Marker.State.INSTALLING) {
            return write(disk, attempt);
        }
        if (!(attempt.goal() instanceof Attempt.Goal.Installed(Fingerprint goal, Over over))) {
            return Decision.refuse(attempt.machine() + " has nothing to install");
        }
        if (marker.told() == Told.UNKNOWN) {
            return Decision.say(
                            new BootAnswer.Wait(SOON, "what it has is compared with what it needs"))
                    .reading(marker);
        }
        boolean written = marker.attempt().equals(attempt.id());
        if (marker.fingerprint().equals(goal) && (over != Over.EVEN_THE_GOAL || written)) {
            BootAnswer boot =
                    new BootAnswer.Reseed(
                            attempt.spec(), attempt.permit().orElseThrow(), disk.name());
            return Decision.say(boot).moving(attempt.at(Stage.WRITTEN)).reading(marker);
        }
        return switch (over) {
            case OWN_INSTALLATION, EVEN_THE_GOAL -> write(disk, attempt);
            // An older installation was found where none was known: say so, and let the plan decide
            // within the budget for reimaging.
            case NOTHING ->
                    Decision.say(new BootAnswer.Wait(HELD, "an older installation was found"))
                            .reading(marker);
        };
    }

    private static Decision foreign(Disk disk, String because, Attempt attempt) {
        Optional<String> named = attempt.spec().hardware().disk().overwrite();
        boolean mayGo =
                named.filter(n ->
                                n.equals(disk.serial()) || disk.wwn().filter(n::equals).isPresent())
                        .isPresent();
        return mayGo
                ? write(disk, attempt)
                : held(
                        attempt,
                        "disk "
                                + disk.serial()
                                + " is not ours: "
                                + because
                                + "; to lose it, set spec.disk.overwrite to its serial");
    }

    private static Decision write(Disk disk, Attempt attempt) {
        Marker marker = attempt.marker().unfinished();
        Permit permit = attempt.permit().orElseThrow();
        return Decision.say(new BootAnswer.Write(attempt.spec(), permit, disk.name(), marker))
                .moving(attempt.at(Stage.WRITING))
                .reading(marker);
    }

    private static Decision held(Attempt attempt, String because) {
        return Decision.say(new BootAnswer.Wait(HELD, because))
                .moving(attempt.stoppedBy(Rail.R6, because));
    }

    private static boolean fits(Disk disk, DiskHints hints) {
        boolean wwn = hints.wwn().isEmpty() || hints.wwn().equals(disk.wwn());
        return wwn && hints.minBytes().filter(min -> disk.bytes() < min).isEmpty();
    }
}
