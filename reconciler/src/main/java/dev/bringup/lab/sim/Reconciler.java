package dev.bringup.lab.sim;

import dev.bringup.engine.Engine;
import dev.bringup.engine.World;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Desired;
import dev.bringup.model.Mac;
import dev.bringup.model.Roster;
import dev.bringup.model.Sighting;
import dev.bringup.plan.Tombstones;
import dev.bringup.port.Effects;
import dev.bringup.port.Entry;
import dev.bringup.port.Journal;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The real engine as a process that can be killed: what it wrote to its journal survives, what it
/// knew does not, and answers to the dead reach nobody.
final class Reconciler implements Witness, Journal {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofSeconds(10);

    private final SimHost host;
    private final Chaos chaos;
    private final List<Entry> journal = new ArrayList<>();
    private final Ears ears;
    private Effects effects = _ -> {};
    private Optional<Engine> engine = Optional.empty();
    private final Hearing hearing;
    private long incarnation;

    Reconciler(SimHost host, Chaos chaos, Ears ears) {
        this.host = host;
        this.chaos = chaos;
        this.ears = ears;
        hearing = new Hearing(chaos);
    }

    void connect(Effects world) {
        effects = world;
    }

    /// Unwinds the engine's stack when its process dies under it.
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    void start() {
        incarnation++;
        Engine fresh =
                new Engine(new World(effects, this, this, chaos, POLL, World.Rivals.POSSIBLE));
        engine = Optional.of(fresh);
        alive(() -> fresh.start(host.now()));
        tellTime();
        tick(incarnation);
        long mine = incarnation;
        host.diesSoon().ifPresent(soon -> host.in(soon, () -> crash(mine)));
    }

    private void crash(long whom) {
        if (whom == incarnation) {
            crash();
        }
    }

    private void tellTime() {
        tell(incarnation, new Message.Wall(host.ahead()));
    }

    /// Its clock is right from here on, and its disk has room.
    void mendHost() {
        host.mend();
        tellTime();
    }

    /// `kill -9`, and a start a little later.
    void crash() {
        if (engine.isEmpty()) {
            return;
        }
        ears.story().accept("reconciler killed");
        engine = Optional.empty();
        ears.forget();
        hearing.forget();
        host.idle();
        host.in(chaos.between(500, 120_000), this::start);
    }

    /// The process dies in the middle of what the engine is doing.
    void crashHere() {
        crash();
        throw new Killed();
    }

    private static void alive(Runnable work) {
        try {
            work.run();
        } catch (Killed dead) {
            return; // it starts again by itself
        }
    }

    /// The journal is gone as well.
    void loseJournal() {
        ears.story().accept("journal lost");
        journal.clear();
    }

    private void tick(long mine) {
        if (mine != incarnation || engine.isEmpty()) {
            return;
        }
        if (host.busyFor().isPositive()) {
            host.in(host.busyFor(), () -> tick(mine));
            return;
        }
        Engine living = engine.get();
        if (host.jumps()) {
            ears.story().accept("the clock is set: " + host.ahead() + " ahead");
            tellTime();
        }
        alive(() -> living.look(host.now()));
        host.in(TICK, () -> tick(mine));
        if (chaos.strikes(Fault.KILLED_BETWEEN_LOOKS)) {
            crash();
        }
    }

    long incarnation() {
        return engine.isPresent() ? incarnation : -1;
    }

    /// A message to one incarnation; later ones do not hear it. Whether it was heard at once, as it
    /// was said.
    boolean tell(long to, Message message) {
        if (to == incarnation && engine.isPresent()) {
            if (host.busyFor().isPositive()) {
                host.in(host.busyFor(), () -> tell(to, message));
                return false;
            }
            Optional<Message> heard = hearing.heard(message);
            if (chaos.strikes(Fault.KILLED_AT_ANSWER)) {
                crash();
                return false;
            }
            Engine living = engine.get();
            heard.ifPresent(m -> alive(() -> living.handle(m, host.now())));
            return heard.equals(Optional.of(message));
        }
        return false;
    }

    void sighted(Sighting sighting) {
        tell(incarnation, new Message.Sighted(sighting));
    }

    void asked(BootRequest request, Consumer<BootAnswer> reply) {
        long mine = incarnation;
        tell(
                mine,
                new Message.Asked(
                        request,
                        answer -> {
                            if (mine == incarnation) {
                                reply.accept(answer);
                            }
                        }));
    }

    /// Whether DHCP knows the machine: a function of the accepted commit, and of who is to be
    /// wiped.
    boolean serves(Mac mac) {
        return engine.isPresent()
                && status().flatMap(s -> s.desired().map(d -> Tombstones.served(d, s.observed())))
                        .filter(d -> Roster.of(d).byMac(mac).isPresent())
                        .isPresent();
    }

    Optional<Desired> accepted() {
        return status().flatMap(Status::desired);
    }

    Optional<Status> status() {
        return ears.latest();
    }

    @Override
    public List<Entry> read() {
        return List.copyOf(journal);
    }

    @Override
    public void append(Entry entry) {
        if (host.isFull()) {
            crashHere();
        }
        if (chaos.strikes(Fault.KILLED_BEFORE_ENTRY)) {
            crashHere();
        }
        journal.add(entry);
        host.write();
        if (chaos.strikes(Fault.KILLED_AFTER_ENTRY)) {
            crashHere();
        }
    }

    @Override
    public void noted(Note note) {
        ears.noted(note);
    }

    @Override
    public void published(Status next) {
        ears.published(next);
    }
}
