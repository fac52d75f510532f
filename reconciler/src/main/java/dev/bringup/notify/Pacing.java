package dev.bringup.notify;

import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one receiver is sent of what happens, and when: the same once in its quiet time, and no
/// more in an hour than it wants. Nothing is forgotten: what is not sent is counted, and the count
/// is sent. It knows the time only from who asks.
final class Pacing {

    private static final Duration HOUR = Duration.ofHours(1);

    /// Of things that are quiet. Whoever names machines by chance cannot fill the memory.
    private static final int MOST = 10_000;

    private final Receiver receiver;
    private final Map<String, Quiet> quiet = new LinkedHashMap<>();
    private final Deque<Instant> sent = new ArrayDeque<>();
    private final Map<Topic, Integer> over = new EnumMap<>(Topic.class);
    private Optional<Notice> lastOver = Optional.empty();
    private long letters;

    /// Told, and not told again before `until`; `last` is what came since.
    private record Quiet(Instant until, Optional<Notice> last, int more) {

        Quiet again(Notice notice) {
            return new Quiet(until, Optional.of(notice), more + 1);
        }
    }

    /// What came of a notice.
    sealed interface Fate {
        record Send(Letter letter) implements Fate {}

        /// It is told already.
        record Same() implements Fate {}

        /// This hour has had its share.
        record Over() implements Fate {}
    }

    Pacing(Receiver receiver) {
        this.receiver = receiver;
    }

    Fate take(Notice notice, Instant now) {
        String key = notice.key();
        Quiet before = quiet.get(key);
        if (before != null && now.isBefore(before.until())) {
            quiet.put(key, before.again(notice));
            return new Fate.Same();
        }
        quiet.remove(key);
        return tell(notice, before == null ? 0 : before.more(), now);
    }

    private Fate tell(Notice notice, int more, Instant now) {
        if (!hasRoom(now)) {
            over.merge(notice.topic(), 1 + more, Integer::sum);
            lastOver = Optional.of(notice);
            return new Fate.Over();
        }
        sent.addLast(now);
        if (quiet.size() >= MOST) {
            quiet.remove(quiet.keySet().iterator().next());
        }
        quiet.put(notice.key(), new Quiet(now.plus(receiver.pace().quiet()), Optional.empty(), 0));
        return new Fate.Send(Letter.of(id(notice.at()), notice, more));
    }

    private boolean hasRoom(Instant now) {
        while (!sent.isEmpty() && !now.isBefore(sent.getFirst().plus(HOUR))) {
            sent.removeFirst();
        }
        return sent.size() < receiver.pace().hourly();
    }

    private String id(Instant at) {
        return "%s-%d-%d".formatted(receiver.name(), at.toEpochMilli(), ++letters);
    }

    /// What is to be sent because time has passed.
    List<Letter> due(Instant now) {
        List<Letter> all = new ArrayList<>();
        if (!over.isEmpty() && hasRoom(now)) {
            all.add(sum(now));
        }
        List<Quiet> ended = new ArrayList<>();
        for (Iterator<Quiet> each = quiet.values().iterator(); each.hasNext(); ) {
            Quiet one = each.next();
            if (!now.isBefore(one.until())) {
                each.remove();
                ended.add(one);
            }
        }
        for (Quiet one : ended) {
            if (one.last().isPresent()
                    && tell(one.last().get(), one.more() - 1, now)
                            instanceof Fate.Send(Letter letter)) {
                all.add(letter);
            }
        }
        return all;
    }

    private Letter sum(Instant now) {
        sent.addLast(now);
        String counts =
                over.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        String text =
                "more than %d in an hour; not told: %s; the last was: %s"
                        .formatted(receiver.pace().hourly(), counts, lastOver.orElseThrow().line());
        over.clear();
        lastOver = Optional.empty();
        return new Letter(id(now), now, Optional.empty(), Optional.empty(), text, 0);
    }

    /// When something may be due next.
    Optional<Instant> next() {
        Optional<Instant> end =
                quiet.values().stream()
                        .filter(one -> one.last().isPresent())
                        .map(Quiet::until)
                        .min(Instant::compareTo);
        if (over.isEmpty()) {
            return end;
        }
        Instant room = sent.getFirst().plus(HOUR);
        return Optional.of(end.filter(e -> e.isBefore(room)).orElse(room));
    }
}
