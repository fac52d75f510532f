package dev.bringup.model;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// An open intent for one machine: it is opened, and written down, before anything is done for it.
/// It carries the spec of the commit that it was opened for, and while it is open that commit is
/// the machine's current one.
public record Attempt(
        AttemptId id,
        MachineSpec spec,
        Goal goal,
        Origin origin,
        Timeline timeline,
        Optional<Permit> permit,
        Optional<Stop> stopped) {

    /// The cause of an attempt that nobody asked for: the machine restarted by itself.
    public static final String SELF_REBOOT = "self-reboot";

    /// What asked for it: a commit, or, when there is a cure, the policy of that commit.
    public record Origin(CommitId commit, String cause, Optional<Policy.Cure> cure) {
        public Origin(CommitId commit, String cause) {
            this(commit, cause, Optional.empty());
        }
    }

    /// Why waiting will not help, and which rail says so.
    public record Stop(Rail rail, String because) {}

    public sealed interface Goal {

        /// This installation on the machine's disk, joined and Ready.
        record Installed(Fingerprint fingerprint, Over over) implements Goal {}

        /// On, from its own disk or from memory, and Ready.
        record Awake() implements Goal {}

        /// Restarted, for a generation that Git asks for or as a cure. It had the boot id `from`
        /// when it was asked for, if anybody knew it: a process that starts anew would take the
        /// first one that it hears for a new one.
        record Rebooted(Optional<String> generation, Optional<String> from) implements Goal {
            public Rebooted {
                // A journal from before it was kept has none.
                from = Objects.requireNonNullElse(from, Optional.empty());
            }

            public Rebooted(Optional<String> generation) {
                this(generation, Optional.empty());
            }

            public Rebooted(String generation) {
                this(Optional.of(generation));
            }
        }

        /// The disk with its marker wiped, as this tombstone says.
        record Wiped(Decommission tombstone) implements Goal {}

        /// What the installer may write over. A blank disk, and one that this machine's own
        /// installation left unfinished, are always free.
        enum Over {
            NOTHING,
            OWN_INSTALLATION,
            /// Even what already is the goal: it stands on the disk and does not work.
            EVEN_THE_GOAL
        }

        /// As metrics name it.
        default String label() {
            return switch (this) {
                case Installed(_, Over over) when over == Over.NOTHING -> "install";
                case Installed _ -> "reimage";
                case Awake _ -> "wake";
                case Rebooted _ -> "reboot";
                case Wiped _ -> "wipe";
            };
        }
    }

    public MachineId machine() {
        return spec.id();
    }

    public CommitId commit() {
        return origin.commit();
    }

    public String cause() {
        return origin.cause();
    }

    public Optional<Policy.Cure> cure() {
        return origin.cure();
    }

    public Instant openedAt() {
        return timeline.start();
    }

    public boolean installs() {
        return goal instanceof Goal.Installed;
    }

    /// The tombstone that is carried out, if one is.
    public Optional<Decommission> tombstone() {
        return goal instanceof Goal.Wiped(Decommission tombstone)
                ? Optional.of(tombstone)
                : Optional.empty();
    }

    /// What was begun to be wiped is lost, whatever Git says since.
    public boolean isLost() {
        return tombstone().isPresent()
                && stage().filter(s -> s.compareTo(Permit.Stage.WRITING) >= 0).isPresent();
    }

    /// Whether it writes to a disk, and needs a permit for that.
    public boolean writes() {
        return switch (goal) {
            case Goal.Installed _, Goal.Wiped _ -> true;
            case Goal.Awake _, Goal.Rebooted _ -> false;
        };
    }

    /// Whether it boots a machine from memory: each such boot needs a permit. Whether a
    /// distribution's installer writes the disk, and not ours.
    public boolean handsOver() {
        return writes() && spec.install().image().boot() instanceof Image.Boot.Installer;
    }

    public boolean isLive() {
        return spec.isLive() && !writes();
    }

    /// Whether an installation is half written, or may be.
    public boolean isWriting() {
        return installs()
                && stage().filter(s -> s.compareTo(Permit.Stage.WRITING) >= 0).isPresent();
    }

    /// Whether the machine runs what it is for, or is about to: there is no way back but another
    /// attempt.
    public boolean isTaken() {
        Permit.Stage from = isLive() ? Permit.Stage.STARTED : Permit.Stage.WRITTEN;
        return tombstone().isEmpty() && stage().filter(s -> s.compareTo(from) >= 0).isPresent();
    }

    public boolean isUnasked() {
        return cause().equals(SELF_REBOOT);
    }

    public Optional<Permit.Stage> stage() {
        return permit.map(Permit::stage);
    }

    /// Whether the machine may not join yet: its steps come first.
    public boolean stepsDue() {
        return !spec.node().steps().isEmpty()
                && stage().filter(s -> s.compareTo(Permit.Stage.ARMED) < 0).isPresent();
    }

    public Marker marker() {
        return new Marker(machine(), id, commit(), spec.fingerprint(), Marker.State.INSTALLED);
    }

    /// The same in other words.
    public Attempt telling(Fingerprint other) {
        Goal told =
                switch (goal) {
                    case Goal.Installed(_, Goal.Over over) -> new Goal.Installed(other, over);
                    case Goal.Awake _, Goal.Rebooted _, Goal.Wiped _ -> goal;
                };
        return new Attempt(id, spec.telling(other), told, origin, timeline, permit, stopped);
    }

    public Attempt with(Timeline next) {
        return new Attempt(id, spec, goal, origin, next, permit, stopped);
    }

    public Attempt with(Permit next) {
        return new Attempt(id, spec, goal, origin, timeline, Optional.of(next), stopped);
    }

    public Attempt at(Permit.Stage stage) {
        return new Attempt(id, spec, goal, origin, timeline, permit.map(p -> p.at(stage)), stopped);
    }

    /// The machine is held until Git changes.
    public Attempt stoppedBy(Rail rail, String because) {
        return new Attempt(
                id, spec, goal, origin, timeline, permit, Optional.of(new Stop(rail, because)));
    }
}
