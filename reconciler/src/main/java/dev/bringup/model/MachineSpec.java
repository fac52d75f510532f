package dev.bringup.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/// One machine as a commit wants it, with its profile's and image's values merged in.
public record MachineSpec(
        MachineId id,
        Hardware hardware,
        Ip4 address,
        String profile,
        Install install,
        NodeSpec node,
        Intent intent) {

    /// What the machine is, wherever it is plugged in.
    public record Hardware(
            List<Mac> macs,
            Optional<String> uuid,
            Optional<String> serial,
            List<Rung> power,
            DiskHints disk,
            Location location,
            Match match) {

        public Hardware {
            macs = List.copyOf(macs);
            power = List.copyOf(power);
            // A journal from before machines had them in one place names neither.
            location = Objects.requireNonNullElse(location, Location.UNKNOWN);
            match = Objects.requireNonNullElse(match, Match.ANYTHING);
        }

        public Hardware(
                List<Mac> macs,
                Optional<String> uuid,
                Optional<String> serial,
                List<Rung> power,
                DiskHints disk,
                Optional<String> rack) {
            this(macs, uuid, serial, power, disk, new Location(rack, List.of()), Match.ANYTHING);
        }

        public Hardware with(Mac card) {
            return new Hardware(List.of(card), uuid, serial, power, disk, location, match);
        }

        public Hardware with(List<Rung> ladder) {
            return new Hardware(macs, uuid, serial, ladder, disk, location, match);
        }

        public Hardware with(DiskHints hints) {
            return new Hardware(macs, uuid, serial, power, hints, location, match);
        }

        public Hardware with(Match other) {
            return new Hardware(macs, uuid, serial, power, disk, location, other);
        }

        /// Whether Git says which board it is.
        public boolean isNamed() {
            return uuid.isPresent() || serial.isPresent();
        }

        /// The outlets that its ladder switches.
        public List<Rung.Feed> feeds() {
            return power.stream()
                    .filter(Rung.Pdu.class::isInstance)
                    .flatMap(rung -> ((Rung.Pdu) rung).feeds().stream())
                    .toList();
        }

        public Optional<String> rack() {
            return location.rack();
        }

        public List<String> pdus() {
            return location.pdus();
        }
    }

    /// Where it stands, and what feeds it.
    public record Location(Optional<String> rack, List<String> pdus) {

        public static final Location UNKNOWN = new Location(Optional.empty(), List.of());

        public Location {
            pdus = List.copyOf(pdus);
        }
    }

    /// Which disk to install to, and the foreign one that may be lost (`overwrite`).
    public record DiskHints(
            Optional<String> wwn, Optional<Long> minBytes, Optional<String> overwrite) {}

    /// What it runs. Two equal fingerprints are the same installation.
    public record Install(
            Image image, Payload payload, List<String> kernelArgs, Fingerprint fingerprint) {
        public Install {
            kernelArgs = List.copyOf(kernelArgs);
        }

        Install telling(Fingerprint other) {
            return new Install(image, payload, kernelArgs, other);
        }
    }

    /// What its Node carries, what it is to the cluster, and what is run before it joins.
    public record NodeSpec(
            SortedMap<String, String> labels, List<Taint> taints, Role role, List<JoinStep> steps) {
        public NodeSpec {
            taints = List.copyOf(taints);
            // A journal from before there were roles names none.
            role = Objects.requireNonNullElse(role, Role.WORKER);
            steps = List.copyOf(Objects.requireNonNullElse(steps, List.of()));
        }

        public NodeSpec(SortedMap<String, String> labels, List<Taint> taints, Role role) {
            this(labels, taints, role, List.of());
        }

        public NodeSpec(SortedMap<String, String> labels, List<Taint> taints) {
            this(labels, taints, Role.WORKER);
        }
    }

    public enum Role {
        WORKER,
        /// It holds a member of etcd.
        CONTROL_PLANE
    }

    /// What is wanted of it now.
    public record Intent(Want state, Optional<String> locked, Optional<String> rebootGeneration) {}

    public enum Want {
        JOINED,
        ASLEEP,
        MAINTENANCE,
        RELEASED
    }

    public List<Mac> macs() {
        return hardware.macs();
    }

    /// The interface it boots from: the first that is listed.
    public Mac mac() {
        return hardware.macs().getFirst();
    }

    /// The longest that its steps can take.
    public Duration stepsTime() {
        return node.steps().stream().map(JoinStep::longest).reduce(Duration.ZERO, Duration::plus);
    }

    /// Whether it runs from memory: it is booted from the network every time, and no disk of it is
    /// written.
    public boolean isLive() {
        return install.image().isLive();
    }

    /// Whether somebody can log in to what it runs, and ask there what it is.
    public boolean hasShell() {
        return install.payload().kind() != Payload.Kind.TALOS;
    }

    public boolean isControlPlane() {
        return node.role() == Role.CONTROL_PLANE;
    }

    public Fingerprint fingerprint() {
        return install.fingerprint();
    }

    /// The same with this card alone.
    public MachineSpec with(Mac card) {
        return new MachineSpec(id, hardware.with(card), address, profile, install, node, intent);
    }

    /// The same in other words.
    public MachineSpec telling(Fingerprint other) {
        return new MachineSpec(
                id, hardware, address, profile, install.telling(other), node, intent);
    }
}
