package dev.bringup.lab.sim;

import dev.bringup.engine.Engine;
import dev.bringup.engine.World;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
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

    private final SimClock clock;
    private final Chaos chaos;
    private final List<Entry> journal = new ArrayList<>();
    private final Ears ears;
    private Effects effects = _ -> {};
    private Optional<Engine> engine = Optional.empty();
    private Optional<Status> status = Optional.empty();
    private long incarnation;

    Reconciler(SimClock clock, Chaos chaos, Ears ears) {
        this.clock = clock;
        this.chaos = chaos;
        this.ears = ears;
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
        alive(() -> fresh.start(clock.now()));
        tellTime();
        tick(incarnation);
    }

    private void tellTime() {
        tell(incarnation, new Message.Wall(clock.ahead()));
    }

    /// Its clock is right from here on.
    void mendClock() {
        clock.mend();
        tellTime();
    }

    /// `kill -9`, and a start a little later.
    void crash() {
        if (engine.isEmpty()) {
            return;
        }
        ears.story().accept("reconciler killed");
        engine = Optional.empty();
        status = Optional.empty();
        clock.in(chaos.between(500, 120_000), this::start);
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
        Engine living = engine.get();
        if (clock.jumps()) {
            ears.story().accept("the clock is set: " + clock.ahead() + " ahead");
            tellTime();
        }
        alive(() -> living.look(clock.now()));
        clock.in(TICK, () -> tick(mine));
        if (chaos.strikes(Fault.KILLED_BETWEEN_LOOKS)) {
            crash();
        }
    }

    long incarnation() {
        return engine.isPresent() ? incarnation : -1;
    }

    /// A message to one incarnation; later ones do not hear it.
    void tell(long to, Message message) {
        if (to == incarnation && engine.isPresent()) {
            Engine living = engine.get();
            alive(() -> living.handle(message, clock.now()));
        }
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
    boolean serves(MachineId id) {
        return engine.isPresent()
                && status.flatMap(s -> s.desired().map(d -> Tombstones.served(d, s.observed())))
                        .filter(d -> d.machines().containsKey(id))
                        .isPresent();
    }

    Optional<Desired> accepted() {
        return status.flatMap(Status::desired);
    }

    Optional<Status> status() {
        return status;
    }

    @Override
    public List<Entry> read() {
        return List.copyOf(journal);
    }

    @Override
    public void append(Entry entry) {
        if (chaos.strikes(Fault.KILLED_BEFORE_ENTRY)) {
            crashHere();
        }
        journal.add(entry);
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
        status = Optional.of(next);
        ears.published(next);
    }
}
