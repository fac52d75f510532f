package dev.bringup.power;

import dev.bringup.model.MachineId;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Power by the outlets that a machine hangs on. What was commanded is read back; nothing is
/// switched before all units concerned have answered.
public final class PduPower {

    /// `call` bounds one request, `settle` the wait for a relay to be seen to move, `poll` the time
    /// between two looks.
    public record Timing(Duration call, Duration settle, Duration poll) {
        public static final Timing USUAL =
                new Timing(Duration.ofSeconds(8), Duration.ofSeconds(5), Duration.ofMillis(500));
    }

    private static final Logger LOG = LoggerFactory.getLogger(PduPower.class);

    private final Function<SecretRef, Optional<String>> secrets;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Timing timing;
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final Map<Rung.Feed, Instant> wentOff = new ConcurrentHashMap<>();

    /// `secrets` gives `user:password`, or what SNMP asks for; `random` must be a secure one.
    public PduPower(
            Function<SecretRef, Optional<String>> secrets,
            RandomGenerator random,
            InstantSource clock,
            Timing timing) {
        this.secrets = secrets;
        this.random = random;
        this.clock = clock;
        this.timing = timing;
    }

    /// A machine all of whose outlets are off is off. One that is fed may be either.
    Optional<Power> status(List<Rung.Feed> feeds) throws Unable {
        try (Panel panel = open(feeds)) {
            return !feeds.isEmpty() && panel.with(Power.OFF).size() == feeds.size()
                    ? Optional.of(Power.OFF)
                    : Optional.empty();
        }
    }

    void apply(MachineId machine, List<Rung.Feed> feeds, Ladder.Verb verb) throws Unable {
        if (feeds.isEmpty()) {
            throw new Unable("no outlet of a PDU feeds " + machine, Unable.Cure.HUMAN);
        }
        switch (verb) {
            case OFF -> off(feeds);
            case CYCLE -> {
                off(feeds);
                on(feeds);
            }
            case ON -> {
                // To start it by force would cut off whatever runs there unseen.
                if (fed(feeds)) {
                    throw new Unable(
                            "the outlets of "
                                    + machine
                                    + " are on already, and only a power cycle would start it",
                            Unable.Cure.TIME);
                }
                on(feeds);
            }
        }
    }

    private boolean fed(List<Rung.Feed> feeds) throws Unable {
        try (Panel panel = open(feeds)) {
            return panel.with(Power.OFF).isEmpty();
        }
    }

    /// All or none: a machine that went on with one feed fewer would be seen by nobody.
    private void off(List<Rung.Feed> feeds) throws Unable {
        try (Panel panel = open(feeds)) {
            List<Rung.Feed> live = panel.with(Power.ON);
            try {
                for (Rung.Feed feed : live) {
                    panel.of(feed).turn(feed.outlet(), Power.OFF);
                }
                for (Rung.Feed feed : live) {
                    await(panel, feed, Power.OFF);
                    wentOff.put(feed, clock.instant());
                }
            } catch (Unable failure) {
                restore(panel, live);
                throw failure;
            }
        }
    }

    private static void restore(Panel panel, List<Rung.Feed> feeds) {
        for (Rung.Feed feed : feeds) {
            try {
                panel.of(feed).turn(feed.outlet(), Power.ON);
            } catch (Unable failure) {
                LOG.error("{} stays off: {}", feed.text(), failure.because());
            }
        }
    }

    /// What is on already stays so.
    void on(List<Rung.Feed> feeds) throws Unable {
        List<Rung.Feed> dead = new ArrayList<>();
        try (Panel panel = open(feeds)) {
            dead.addAll(panel.with(Power.OFF));
        }
        rest(dead);
        try (Panel panel = open(feeds)) {
            for (Rung.Feed feed : dead) {
                panel.of(feed).turn(feed.outlet(), Power.ON);
            }
            for (Rung.Feed feed : dead) {
                await(panel, feed, Power.ON);
            }
        }
    }

    /// Until the last of them has been off for long enough; one that went off before our time
    /// counts from now.
    private void rest(List<Rung.Feed> feeds) throws Unable {
        Instant now = clock.instant();
        Duration longest = Duration.ZERO;
        for (Rung.Feed feed : feeds) {
            Instant since = wentOff.getOrDefault(feed, now);
            Duration left = Duration.between(now, since.plus(feed.strip().minOff()));
            longest = left.compareTo(longest) > 0 ? left : longest;
        }
        Unable.pause(longest);
    }

    private void await(Panel panel, Rung.Feed feed, Power wanted) throws Unable {
        new Settling(clock, timing.poll())
                .until(
                        wanted,
                        timing.settle(),
                        () -> panel.of(feed).read(feed.outlet()),
                        late -> feed.text() + " is " + late + "; is it locked there?");
    }

    /// The units of some outlets, all of them logged in to.
    private Panel open(List<Rung.Feed> feeds) throws Unable {
        Panel panel = new Panel(feeds);
        try {
            for (Rung.Feed feed : feeds) {
                if (!panel.knows(feed.strip())) {
                    log(panel, feed.strip());
                }
            }
            return panel;
        } catch (Unable failure) {
            panel.close();
            throw failure;
        }
    }

    private void log(Panel panel, Rung.Strip strip) throws Unable {
        Peer peer = Peer.of(strip);
        ReentrantLock turn = turns.computeIfAbsent(peer.place(), _ -> new ReentrantLock());
        if (strip.snmp().isPresent()) {
            SnmpLine line =
                    SnmpLine.open(
                            strip,
                            strip.snmp().get(),
                            secrets.apply(strip.credentials()),
                            turn,
                            timing.call());
            panel.hold(line::close);
            panel.add(strip, new SnmpOutlets(line, strip, strip.snmp().get()));
            return;
        }
        Login login = Login.parse(secrets.apply(strip.credentials()), "PDU " + strip.name());
        Web web = new Web(peer, timing.call(), turn);
        panel.hold(web::close);
        Authorized calls = new Authorized(web, strip, login, random);
        panel.add(
                strip,
                switch (strip.dialect()) {
                    case REST -> new RestOutlets(calls, strip);
                    case CLASSIC -> ClassicOutlets.open(calls, strip, login);
                });
    }
}
