package dev.bringup.engine;

import dev.bringup.Fleet;
import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.PermitId;
import dev.bringup.model.Power;
import dev.bringup.model.Sighting;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry;
import dev.bringup.port.Journal;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.SourceAnswer;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/// An engine on a bench: effects and notes are lists, time is pushed by hand, and a new engine can
/// take over the journal of a dead one.
final class Bench implements Journal, Witness {

    final List<Effect> effects = new ArrayList<>();
    final List<Note> notes = new ArrayList<>();
    final List<Entry> journal = new ArrayList<>();
    private Optional<Status> status = Optional.empty();
    private Instant now = Fleet.NOON;
    private int names;
    private World.Rivals rivals = World.Rivals.NONE;

    /// What this program makes of a commit of before: mostly nothing that anything runs.
    Function<CommitId, Optional<SortedMap<MachineId, Fingerprint>>> history =
            _ -> Optional.of(Collections.emptySortedMap());

    private Engine engine = start();

    private Engine start() {
        Chance chance =
                new Chance() {
                    @Override
                    public String fresh() {
                        return "fresh%04d".formatted(++names);
                    }

                    @Override
                    public String nonce(PermitId permit) {
                        return "nonce-of-" + permit;
                    }
                };
        Engine fresh =
                new Engine(
                        new World(
                                effects::add, this, this, chance, Duration.ofSeconds(10), rivals));
        fresh.start(now);
        return fresh;
    }

    /// Starts anew where others may lead.
    void amongRivals() {
        rivals = World.Rivals.POSSIBLE;
        restart();
    }

    /// `kill -9`: what was asked for may or may not have been done.
    void restart() {
        effects.clear();
        engine = start();
    }

    /// Nobody runs for so long.
    void leaveFor(Duration time) {
        now = now.plus(time);
        restart();
    }

    void tell(Message message) {
        engine.handle(message, now);
        int before = effects.size();
        engine.look(now);
        List.copyOf(effects.subList(before, effects.size())).stream()
                .filter(Effect.Retell.class::isInstance)
                .map(e -> ((Effect.Retell) e).commit())
                .forEach(commit -> tell(new Message.Retold(commit, history.apply(commit))));
    }

    void pass(Duration time) {
        now = now.plus(time);
        tell(new Message.Tick());
    }

    void git(Desired desired) {
        tell(new Message.Fetched(new SourceAnswer.Changed(desired)));
    }

    void git(SourceAnswer answer) {
        tell(new Message.Fetched(answer));
    }

    void nodes(Map<MachineId, NodeState.Present> nodes) {
        tell(new Message.Sighted(new Sighting.NodesListed(nodes)));
    }

    void power(int n, Power power) {
        tell(new Message.Sighted(new Sighting.PowerSeen(Fleet.id(n), power, "bmc")));
    }

    void finished(Effect.Perform perform, Outcome outcome) {
        tell(new Message.Finished(perform.id(), outcome));
    }

    /// What a booting machine is told, when it is told at once.
    Optional<BootAnswer> ask(BootRequest request) {
        List<BootAnswer> answers = new ArrayList<>();
        tell(new Message.Asked(request, answers::add));
        return answers.stream().findFirst();
    }

    /// What its iPXE is told.
    BootAnswer boots(MachineSpec machine) {
        return ask(new BootRequest.Script(
                        machine.mac(), machine.address(), Optional.empty(), Optional.empty()))
                .orElseThrow();
    }

    List<Action> actions() {
        return performed().stream().map(Effect.Perform::action).toList();
    }

    List<Effect.Perform> performed() {
        return effects.stream()
                .filter(Effect.Perform.class::isInstance)
                .map(Effect.Perform.class::cast)
                .toList();
    }

    <N extends Note> List<N> notes(Class<N> kind) {
        return notes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    Status status() {
        return status.orElseThrow();
    }

    Optional<Attempt> attempt(int n) {
        return status().observed().attempt(Fleet.id(n));
    }

    Instant now() {
        return now;
    }

    @Override
    public List<Entry> read() {
        return List.copyOf(journal);
    }

    @Override
    public void append(Entry entry) {
        journal.add(entry);
    }

    @Override
    public void noted(Note note) {
        notes.add(note);
    }

    @Override
    public void published(Status next) {
        status = Optional.of(next);
    }
}
