package dev.bringup.app;

import dev.bringup.model.MachineId;
import dev.bringup.port.Note;
import dev.bringup.port.Trouble;
import dev.bringup.view.TroubleView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The troubles of the last hour, each once, with an alarm when it begins. Bounded: those that were
/// not seen for the longest go first.
final class Troubles {

    private static final int MOST = 200;
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private record Times(Instant since, Instant last, long times) {}

    private final InstantSource clock;
    private final Consumer<Note> alarms;
    private final Map<Trouble, Times> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Trouble, Times> eldest) {
                    return size() > MOST;
                }
            };

    Troubles(InstantSource clock, Consumer<Note> alarms) {
        this.clock = clock;
        this.alarms = alarms;
    }

    void add(Trouble trouble) {
        Instant now = clock.instant();
        if (isNew(trouble, now)) {
            alarms.accept(
                    new Note.Alarm(
                            now, trouble.machine(), trouble.sentence() + "; " + trouble.remedy()));
        }
    }

    private synchronized boolean isNew(Trouble trouble, Instant now) {
        forget(now);
        Times before = known.get(trouble);
        known.put(
                trouble,
                before == null
                        ? new Times(now, now, 1)
                        : new Times(before.since(), now, before.times() + 1));
        return before == null;
    }

    private void forget(Instant now) {
        known.values().removeIf(times -> times.last().plus(FORGOTTEN).isBefore(now));
    }

    /// The latest last.
    synchronized List<TroubleView> all() {
        forget(clock.instant());
        return known.entrySet().stream()
                .map(entry ->
                        new TroubleView(
                                entry.getValue().since(),
                                entry.getValue().last(),
                                entry.getValue().times(),
                                entry.getKey().machine().map(MachineId::name),
                                entry.getKey().about(),
                                entry.getKey().sentence(),
                                entry.getKey().remedy()))
                .toList();
    }
}
