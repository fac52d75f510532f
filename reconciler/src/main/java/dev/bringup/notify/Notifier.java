package dev.bringup.notify;

import dev.bringup.model.Lead;
import dev.bringup.model.Receiver;
import dev.bringup.model.SecretRef;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Tally;
import dev.bringup.port.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/// Tells the receivers what happens while we lead. Whoever tells it of something never waits, and
/// what is told once is told once however often the process starts.
public final class Notifier implements Witness, AutoCloseable {

    private static final int MOST = 2_000;
    private static final Duration LOOK = Duration.ofMillis(500);

    /// How long receivers have, when it ends, to take what is waiting.
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Plan plan;
    private final Around around;
    private final BlockingQueue<Note> notes = new ArrayBlockingQueue<>(MOST);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Optional<Status>> fresh = new AtomicReference<>(Optional.empty());
    private volatile Optional<Status> latest = Optional.empty();
    private volatile boolean ending;

    /// Who is told, and after how long of what rails hold. `folder` is where the file of it stands.
    public record Plan(List<Receiver> receivers, Duration heldFor, Path folder) {
        public Plan {
            receivers = List.copyOf(receivers);
        }
    }

    /// Makes a receiver's text of a letter.
    public interface Words {
        String of(Receiver receiver, Letter letter, String cluster);
    }

    /// What it needs of others. `memory` is the file of what was told; `thread` starts one.
    public record Around(
            Function<SecretRef, Optional<String>> secrets,
            Words words,
            Path memory,
            InstantSource clock,
            Tally tally,
            Function<Runnable, Thread> thread) {}

    public Notifier(Plan plan, Around around) {
        this.plan = plan;
        this.around = around;
    }

    /// Says why not when a file of authorities cannot be read.
    public static Optional<String> lack(Plan plan) {
        for (Receiver receiver : plan.receivers()) {
            try {
                SSLContext _ = authorities(plan, receiver);
            } catch (IOException e) {
                return Optional.of("receiver " + receiver.name() + ": " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    @Override
    public void noted(Note note) {
        if (!notes.offer(note)) {
            plan.receivers()
                    .forEach(r -> around.tally().count("notifications", r.name(), "dropped"));
        }
    }

    @Override
    public void published(Status now) {
        fresh.set(Optional.of(now));
    }

    /// How much of what it was told it has not looked at.
    int waiting() {
        return notes.size();
    }

    public synchronized void start() {
        threads.add(around.thread().apply(this::run));
    }

    private void run() {
        SortedSet<String> kept = Told.read(around.memory());
        Conditions conditions = new Conditions(plan.heldFor(), kept);
        List<Courier> couriers = plan.receivers().stream().map(this::courier).toList();
        synchronized (this) {
            couriers.forEach(courier -> threads.add(around.thread().apply(courier::run)));
        }
        Consumer<Notice> tell = notice -> couriers.forEach(courier -> courier.offer(notice));
        try {
            while (!ending || waiting() > 0 || !Optional.empty().equals(fresh.get())) {
                Note note = notes.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                Optional<Status> now = fresh.getAndSet(Optional.empty());
                now.ifPresent(s -> latest = Optional.of(s));
                boolean ours = latest.filter(Notifier::isOurs).isPresent();
                if (note != null && ours) {
                    Notices.of(note).ifPresent(tell);
                }
                if (now.isPresent() && ours) {
                    conditions.look(now.get()).forEach(tell);
                    kept = Told.keep(around.memory(), kept, conditions.told());
                }
            }
            for (Courier courier : couriers) {
                courier.finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whoever leads tells. Where nobody can ask who does, to be told twice is better than not.
    private static boolean isOurs(Status status) {
        return status.observed()
                .around()
                .lead()
                .filter(lead -> !(lead.value() instanceof Lead.Other))
                .isPresent();
    }

    private String cluster() {
        return latest.flatMap(Status::desired).map(d -> d.cluster().name()).orElse("unknown");
    }

    private Courier courier(Receiver receiver) {
        return new Courier(
                receiver,
                channel(receiver),
                letter -> around.words().of(receiver, letter, cluster()),
                around.clock(),
                around.tally(),
                Thread::sleep);
    }

    private Channel channel(Receiver receiver) {
        try {
            SSLContext authorities = authorities(plan, receiver);
            return switch (receiver.way()) {
                case Receiver.Mail mail -> new Smtp(mail, around.secrets(), authorities);
                case Receiver.Webhook _, Receiver.Slack _ ->
                        new Web(receiver.way(), this::cluster, around.secrets(), authorities);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext authorities(Plan plan, Receiver receiver) throws IOException {
        Optional<String> file =
                switch (receiver.way()) {
                    case Receiver.Webhook hook -> hook.ca();
                    case Receiver.Mail mail -> mail.server().ca();
                    case Receiver.Slack _ -> Optional.empty();
                };
        return Authorities.of(file.map(plan.folder()::resolve));
    }

    @Override
    public void close() {
        close(FAREWELL);
    }

    /// What was told is still brought to whoever takes it in this time.
    void close(Duration time) {
        ending = true;
        Instant end = around.clock().instant().plus(time);
        try {
            // The first one ends when it has handed on what it was told, and all others then.
            for (int i = 0; i < threads().size(); i++) {
                Duration left = Duration.between(around.clock().instant(), end);
                boolean _ = threads().get(i).join(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads().forEach(Thread::interrupt);
    }

    private synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }
}
