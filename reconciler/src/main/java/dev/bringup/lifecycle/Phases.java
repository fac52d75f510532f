package dev.bringup.lifecycle;

import dev.bringup.model.Attempt;
import dev.bringup.model.Attempt.Goal;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.NodeState;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Permit;
import dev.bringup.model.Phase;
import dev.bringup.model.Seen;
import dev.bringup.model.Sighting.Packet;
import dev.bringup.model.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Which evidence ends which phase, and how long a machine may take for the next one.
public final class Phases {

    private static final double MEGA = 1_000_000;

    private Phases() {}

    /// A boundary that was seen. `bytes` are what was written since the one before it.
    public record Reached(Phase phase, String evidence, Optional<Long> bytes) {
        public Reached(Phase phase, String evidence) {
            this(phase, evidence, Optional.empty());
        }
    }

    public static Optional<Reached> by(Packet packet) {
        return switch (packet) {
            case FIRMWARE_DHCP -> Optional.of(new Reached(Phase.FIRMWARE, "DHCP from firmware"));
            case IPXE_DHCP, TFTP, HTTP, OS_DHCP -> Optional.empty();
        };
    }

    public static Optional<Reached> by(BootRequest request) {
        return switch (request) {
            case BootRequest.Script _ ->
                    Optional.of(new Reached(Phase.BOOTLOADER, "iPXE asked for its script"));
            case BootRequest.Disks _ ->
                    Optional.of(new Reached(Phase.KERNEL, "the installer reported its disks"));
            case BootRequest.Progress(_, _, Installing now, _, _) ->
                    switch (now) {
                        case WRITTEN ->
                                Optional.of(new Reached(Phase.IMAGE, "the image is on the disk"));
                        case WRITING, WIPED, FAILED -> Optional.empty();
                    };
            case BootRequest.PhoneHome _ ->
                    Optional.of(new Reached(Phase.OS, "the installed system phoned home"));
            // Of an installed system that is behind what was reached already.
            case BootRequest.Config _ ->
                    Optional.of(new Reached(Phase.KERNEL, "the system fetched its payload"));
            case BootRequest.Whole _ ->
                    Optional.of(
                            new Reached(Phase.OS, "the installed system asked for its payload"));
            case BootRequest.Join _, BootRequest.Inspection _ -> Optional.empty();
        };
    }

    /// The same with what was measured: how much was written, and how fast since the phase before.
    public static Optional<Reached> by(BootRequest request, Timeline timeline, Instant now) {
        Optional<Reached> reached = by(request);
        return request instanceof BootRequest.Progress progress && progress.bytes() > 0
                ? reached.map(r ->
                        new Reached(
                                r.phase(),
                                r.evidence() + measured(progress.bytes(), timeline, now),
                                Optional.of(progress.bytes())))
                : reached;
    }

    private static String measured(long bytes, Timeline timeline, Instant now) {
        Instant from =
                timeline.boundaries().isEmpty()
                        ? timeline.start()
                        : timeline.boundaries().getLast().at();
        double seconds = Math.max(0.001, Duration.between(from, now).toMillis() / 1000.0);
        return String.format(
                Locale.ROOT, ": %.1f MB, %.1f MB/s", bytes / MEGA, bytes / MEGA / seconds);
    }

    /// The phase that goes on, as far as the road alone tells.
    public static Phase after(Timeline timeline) {
        return Arrays.stream(Phase.values())
                .filter(phase -> timeline.reached().filter(r -> r.compareTo(phase) >= 0).isEmpty())
                .findFirst()
                .orElse(Phase.READY);
    }

    /// Whether what the Node says completes the attempt. The Node of an older installation does
    /// not.
    public static boolean isDone(Attempt attempt, Seen seen) {
        Optional<NodeState.Present> node = seen.present().filter(NodeState.Present::ready);
        if (attempt.isLive()) {
            return node.flatMap(NodeState.Present::stamp)
                            .filter(stamp -> stamp.attempt().equals(attempt.id()))
                            .isPresent()
                    && (hasJoined(attempt, seen) || cameBack(attempt, seen));
        }
        return switch (attempt.goal()) {
            case Goal.Installed(Fingerprint goal, _) ->
                    node.flatMap(NodeState.Present::stamp)
                            .filter(s -> s.fingerprint().equals(goal))
                            .isPresent();
            case Goal.Wiped _ -> attempt.stage().equals(Optional.of(Stage.CLOSED));
            case Goal.Awake _ -> node.isPresent() && attempt.timeline().end(Phase.OS).isPresent();
            case Goal.Rebooted(Optional<String> generation, _) ->
                    node.filter(n ->
                                    generation.isEmpty()
                                            || isMarked(n, generation)
                                            || isCuredAsItIs(attempt))
                            // It was not Ready when a cure began: being Ready is being cured.
                            .filter(_ -> attempt.cure().isPresent() || cameBack(attempt, seen))
                            .isPresent();
        };
    }

    /// It was to be cured by a restart, and is well again without one.
    private static boolean isCuredAsItIs(Attempt attempt) {
        return attempt.cure().isPresent() && attempt.timeline().end(Phase.OS).isEmpty();
    }

    /// It is a new Node, or the one from before that became Ready after it had joined again.
    private static boolean hasJoined(Attempt attempt, Seen seen) {
        Optional<Instant> up = attempt.timeline().end(Phase.OS);
        return attempt.stage().equals(Optional.of(Permit.Stage.CLOSED))
                && up.isPresent()
                && seen.health().filter(h -> h.since().isAfter(up.get())).isPresent();
    }

    private static boolean cameBack(Attempt attempt, Seen seen) {
        return attempt.timeline().end(Phase.OS).filter(seen::isBackSince).isPresent();
    }

    private static boolean isMarked(NodeState.Present node, Optional<String> generation) {
        return node.stamp().flatMap(NodeState.Stamp::rebootGeneration).equals(generation);
    }

    /// How long the phase after the last one reached may take before the attempt counts as failed.
    /// Large servers train their memory for minutes; a slow disk takes an image at 30 MB/s.
    public static Duration patience(Attempt attempt) {
        Optional<Phase> reached = attempt.timeline().reached();
        if (reached.isEmpty()) {
            return Duration.ofMinutes(10);
        }
        return switch (reached.get()) {
            case WAKE -> Duration.ofMinutes(10);
            case FIRMWARE, BOOTLOADER -> Duration.ofMinutes(6);
            // A distribution's installer says nothing between its first byte and its last.
            case KERNEL ->
                    Duration.ofMinutes(attempt.isLive() ? 15 : attempt.handsOver() ? 90 : 30);
            case OS -> Duration.ofMinutes(15).plus(attempt.spec().stepsTime());
            case IMAGE, JOIN, READY -> Duration.ofMinutes(15);
        };
    }

    /// A disk may take a day to be wiped: a machine that shows itself meanwhile is given more time.
    public static Instant deadline(Attempt attempt, Seen seen) {
        Instant usual = deadline(attempt);
        return seen.sign()
                .filter(_ -> attempt.isLost())
                .map(s -> s.seenAt().plus(patience(attempt)))
                .filter(usual::isBefore)
                .orElse(usual);
    }

    static Instant deadline(Attempt attempt) {
        Instant last =
                attempt.timeline().boundaries().isEmpty()
                        ? attempt.openedAt()
                        : attempt.timeline().boundaries().getLast().at();
        return last.plus(patience(attempt));
    }
}
