package dev.bringup.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// All that is known of one machine. What nobody has told us is empty, which is not the same as no.
public record Seen(
        Optional<Fact<Power>> power,
        Optional<Fact<NodeState>> node,
        Optional<Fact<Marker>> marker,
        Optional<Fact<String>> bootId,
        Optional<Fact<String>> sign,
        Optional<Health> health,
        Optional<Fact<Match.Box>> box) {

    public Seen(
            Optional<Fact<Power>> power,
            Optional<Fact<NodeState>> node,
            Optional<Fact<Marker>> marker,
            Optional<Fact<String>> bootId,
            Optional<Fact<String>> sign,
            Optional<Health> health) {
        this(power, node, marker, bootId, sign, health, Optional.empty());
    }

    /// How its Node has been without a break: Ready or not, on one installation. It was seen to
    /// become so, unless it had not `turned` since somebody looked: `since` is when that was, then.
    public record Health(boolean ready, Optional<Fingerprint> runs, Instant since, boolean turned) {

        public Health(boolean ready, Optional<Fingerprint> runs, Instant since) {
            this(ready, runs, since, true);
        }

        Health running(Optional<Fingerprint> other) {
            return new Health(ready, other, since, turned);
        }

        /// A Node as it is seen now, after what was known of it.
        static Optional<Health> of(NodeState state, Optional<Health> before, Instant now) {
            if (!(state instanceof NodeState.Present node)) {
                return Optional.empty();
            }
            Optional<Fingerprint> runs = node.stamp().map(NodeState.Stamp::fingerprint);
            return before.filter(b -> b.ready() == node.ready() && b.runs().equals(runs))
                    .or(() -> Optional.of(new Health(node.ready(), runs, now, before.isPresent())));
        }
    }

    /// Longer than Kubernetes waits for a kubelet before its Node is not Ready: 40 or 50 seconds.
    private static final Duration GRACE = Duration.ofMinutes(1);

    public static final Seen NOTHING =
            new Seen(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public Optional<NodeState.Present> present() {
        return node.map(Fact::value)
                .filter(NodeState.Present.class::isInstance)
                .map(NodeState.Present.class::cast);
    }

    public boolean isReady() {
        return present().filter(NodeState.Present::ready).isPresent();
    }

    /// Whether its Node is Ready, and not still so from before the system came up: its kubelet says
    /// so in the boot that was seen, it became so later, or is so still when Kubernetes would have
    /// missed it.
    public boolean isBackSince(Instant up) {
        boolean became =
                health.filter(Health::turned).filter(h -> h.since().isAfter(up)).isPresent();
        boolean lasts = node.filter(n -> !n.seenAt().isBefore(up.plus(GRACE))).isPresent();
        return isReady() && (became || lasts || isOfBootSince(up));
    }

    private boolean isOfBootSince(Instant up) {
        Optional<String> boot = bootId.filter(b -> !b.seenAt().isBefore(up)).map(Fact::value);
        return boot.isPresent()
                && present().flatMap(there -> there.kubelet().bootId()).equals(boot);
    }

    /// The same, with its Node having become as it is then.
    public Seen since(Instant at) {
        return new Seen(
                power,
                node,
                marker,
                bootId,
                sign,
                health.map(h -> new Health(h.ready(), h.runs(), at)),
                box);
    }

    /// What is installed, by the best witness there is: the Node's stamp, then the disk's marker.
    public Optional<Fingerprint> installed() {
        return present()
                .flatMap(NodeState.Present::stamp)
                .map(NodeState.Stamp::fingerprint)
                .or(() ->
                        marker.map(Fact::value)
                                .filter(m -> m.state() == Marker.State.INSTALLED)
                                .map(Marker::fingerprint));
    }

    /// The commit that installed what is there, while nobody knows what this program would call it.
    public Optional<CommitId> untold() {
        return present()
                .flatMap(NodeState.Present::stamp)
                .filter(s -> s.told() == Told.UNKNOWN)
                .map(NodeState.Stamp::commit)
                .or(() ->
                        marker.map(Fact::value)
                                .filter(m -> m.told() == Told.UNKNOWN)
                                .map(Marker::commit));
    }

    /// The same facts in other words: nothing was looked at, and nothing turned.
    public Seen telling(UnaryOperator<NodeState.Stamp> ofNode, UnaryOperator<Marker> ofMarker) {
        Optional<NodeState.Present> there = present();
        Optional<NodeState.Stamp> stamp = there.flatMap(NodeState.Present::stamp).map(ofNode);
        return new Seen(
                power,
                stamp.isEmpty()
                        ? node
                        : node.map(f -> f.with(there.orElseThrow().stamped(stamp.get()))),
                marker.map(f -> f.with(ofMarker.apply(f.value()))),
                bootId,
                sign,
                health.map(h -> h.running(stamp.map(NodeState.Stamp::fingerprint))),
                box);
    }

    public Match.Box hardware() {
        return box.map(Fact::value).orElse(Match.Box.UNKNOWN);
    }

    public Seen withPower(Power value, String source, Instant at) {
        return new Seen(
                Optional.of(new Fact<>(value, source, at)),
                node,
                marker,
                bootId,
                sign,
                health,
                box);
    }

    /// Whether it is on is not known any more.
    public Seen unpowered() {
        return new Seen(Optional.empty(), node, marker, bootId, sign, health, box);
    }

    public Seen withNode(NodeState value, String source, Instant at) {
        return new Seen(
                power,
                Optional.of(new Fact<>(value, source, at)),
                marker,
                bootId,
                sign,
                Health.of(value, health, at),
                box);
    }

    public Seen withMarker(Optional<Marker> value, String source, Instant at) {
        return new Seen(
                power, node, value.map(m -> new Fact<>(m, source, at)), bootId, sign, health, box);
    }

    public Seen withBootId(String value, String source, Instant at) {
        return new Seen(
                power, node, marker, Optional.of(new Fact<>(value, source, at)), sign, health, box);
    }

    /// `sign` is the latest sign of life on the network, in words: a DHCP packet, a request.
    public Seen withSign(String value, String source, Instant at) {
        return new Seen(
                power,
                node,
                marker,
                bootId,
                Optional.of(new Fact<>(value, source, at)),
                health,
                box);
    }

    /// What the machine said that it is. It is a fact for as long as it says nothing else: a box is
    /// swapped while it is off, and boots from the network after that.
    public Seen withBox(Match.Box value, Instant at) {
        return new Seen(
                power,
                node,
                marker,
                bootId,
                sign,
                health,
                Optional.of(new Fact<>(value.after(hardware()), "network", at)));
    }
}
