package dev.bringup.query;

import dev.bringup.model.Attempt;
import dev.bringup.model.MachineId;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.plan.Pace;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import dev.bringup.view.AttemptView;
import dev.bringup.view.DiscoveredView;
import dev.bringup.view.FleetView;
import dev.bringup.view.Attempts;
import dev.bringup.view.Cycles;
import dev.bringup.view.HoldView;
import dev.bringup.view.MachineDetail;
import dev.bringup.view.MachineView;
import dev.bringup.view.Machines;
import dev.bringup.view.PayloadView;
import dev.bringup.view.PlanView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Remembers the last picture and the last events, and tells whoever listens. The engine writes on
/// its thread, anybody reads on theirs.
public final class Board implements Witness {

    /// Something new to show. Listeners are called on the engine's thread and must not wait.
    public sealed interface News {
        record Happened(Event event) implements News {}

        record Published() implements News {}
    }

    private final int capacity;
    private final Deque<Event> events = new ArrayDeque<>();
    private final Ended ended = new Ended();
    private final Map<MachineId, Long> imaged = new ConcurrentHashMap<>();
    private final List<Consumer<News>> listeners = new CopyOnWriteArrayList<>();
    private final Holds holds = new Holds();
    private long lastId;

    /// `capacity` is how many events are kept; older ones are forgotten.
    public Board(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public void noted(Note note) {
        Event event;
        synchronized (this) {
            event = Event.of(++lastId, note);
            events.addLast(event);
            if (events.size() > capacity) {
                events.removeFirst();
            }
            remember(note);
        }
        tell(new News.Happened(event));
    }

    private void remember(Note note) {
        switch (note) {
            case Note.Imaging(_, MachineId machine, long bytes) -> imaged.put(machine, bytes);
            case Note.AttemptOpened(_, Attempt attempt) -> imaged.remove(attempt.machine());
            case Note.AttemptClosed closed ->
                    end(
                            closed.attempt(),
                            closed.ending(),
                            closed.because(),
                            closed.at(),
                            closed.took());
            case Note.CommitAccepted _,
                    Note.CommitRejected _,
                    Note.GitUnusable _,
                    Note.PhaseEnded _,
                    Note.Started _,
                    Note.Ended _,
                    Note.ClusterStarted _,
                    Note.ClusterEnded _,
                    Note.Said _,
                    Note.Alarm _ -> {}
        }
    }

    /// An attempt of the past, as the journal tells it.
    public void recall(Entry.Closed closed) {
        end(
                closed.attempt(),
                closed.ending(),
                closed.because(),
                closed.at(),
                Duration.between(closed.attempt().openedAt(), closed.at()));
    }

    private void end(
            Attempt attempt, Entry.Ending ending, String because, Instant at, Duration took) {
        String how = ending.name().toLowerCase(Locale.ROOT);
        ended.add(Attempts.closed(attempt, new AttemptView.End(how, because, at, took)));
    }

    @Override
    public void published(Status next) {
        holds.look(next);
        tell(new News.Published());
    }

    private void tell(News news) {
        listeners.forEach(listener -> listener.accept(news));
    }

    /// Listens until the returned handle is run.
    public Runnable listen(Consumer<News> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public Optional<Status> latest() {
        return holds.latest();
    }

    /// Whether a commit is in force: before that, what is shown is empty and not true.
    public boolean isInForce() {
        return latest().flatMap(Status::desired).isPresent();
    }

    public Optional<StatusView> status() {
        return latest().map(StatusView::of);
    }

    /// Empty before the first commit is in force.
    public List<MachineView> machines() {
        Optional<Status> now = latest();
        return now.flatMap(Status::desired)
                .map(desired ->
                        new Machines(
                                        desired,
                                        now.get().observed(),
                                        now.get().plan(),
                                        ended.last(),
                                        imaged)
                                .all())
                .orElse(List.of());
    }

    /// Empty when there is no such machine.
    public Optional<MachineDetail> machine(String name) {
        return latest().flatMap(now ->
                machines().stream()
                        .filter(view -> view.name().equals(name))
                        .findFirst()
                        .map(view ->
                                Details.of(
                                        now,
                                        view,
                                        holds.of(new MachineId(name), pace()),
                                        attempts())));
    }

    /// What configures it, by the commit that it is kept to.
    public Optional<PayloadView> payload(String name) {
        return latest().flatMap(now ->
                machines().stream()
                        .filter(view -> view.name().equals(name))
                        .map(view -> new MachineId(view.name()))
                        .findFirst()
                        .flatMap(id ->
                                now.observed()
                                        .attempt(id)
                                        .map(Attempt::spec)
                                        .or(() -> now.desired().flatMap(d -> d.machine(id))))
                        .map(spec -> PayloadView.of(spec.install().payload())));
    }

    /// Every machine that a rail holds, by name, since when, and when it has its turn.
    public List<HoldView> held() {
        return holds.all(pace());
    }

    private Pace pace() {
        Map<String, Duration> medians = FleetView.medians(ended.all());
        return Pace.by(goal -> Optional.ofNullable(medians.get(goal)));
    }

    /// Empty before the first commit is in force.
    public Optional<FleetView> fleet() {
        List<AttemptView> past = ended.all();
        return latest().flatMap(s ->
                s.desired()
                        .map(desired ->
                                FleetView.of(
                                        desired,
                                        s.observed(),
                                        s.git().byHand().map(Status.ByHand::reason),
                                        past)));
    }

    /// Machines that netbooted and are not in Git.
    public List<DiscoveredView> discovered() {
        return latest().map(
                        s -> DiscoveredView.all(s.observed().around().discovered(), s.desired()))
                .orElse(List.of());
    }

    public PlanView plan() {
        return PlanView.of(latest().map(Status::plan).orElse(Plan.EMPTY));
    }

    /// Open attempts first, then those that ended, the latest first.
    public List<AttemptView> attempts() {
        List<AttemptView> all = new ArrayList<>();
        Optional<Observed> observed = latest().map(Status::observed);
        observed.ifPresent(o ->
                o.attempts()
                        .forEach((id, attempt) ->
                                all.add(
                                        Attempts.open(
                                                attempt, Optional.ofNullable(imaged.get(id))))));
        all.addAll(ended.all().reversed());
        return all;
    }

    /// How long attempts took that ended.
    public Cycles cycles() {
        return Cycles.of(ended.all());
    }

    /// The events after this one that are still remembered, oldest first.
    public synchronized List<Event> eventsSince(long id) {
        return events.stream().filter(event -> event.id() > id).toList();
    }

    public synchronized long lastId() {
        return lastId;
    }

    /// One line per machine, for a log or a pipe.
    public List<String> lines() {
        return machines().stream()
                .map(m -> m.name() + "  " + m.state().label() + "  " + m.outlook().next())
                .toList();
    }
}
