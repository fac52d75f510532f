package dev.bringup.netboot;

import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsMessage.Edns;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Question;
import dev.bringup.netboot.dns.DnsName;
import dev.bringup.netboot.dns.ForeignReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Asks other servers, and remembers for as long as they allow. Who asks for what is being asked
/// for already waits for that answer. Everything in it is bounded.
final class Resolver {

    /// What others said, how many seconds ago, and whether they were asked for it now.
    record Known(ForeignReply reply, long age, String source) {}

    static final int MOST_PENDING = 512;
    static final int MOST_WAITING = 64;
    static final int MOST_KNOWN = 4096;

    /// A larger reply is handed on and not remembered.
    private static final int LARGEST = 4096;

    private static final long LONGEST = TimeUnit.HOURS.toSeconds(1);

    private record Key(DnsName name, int type, boolean edns, boolean dnssec, boolean unchecked) {
        static Key of(DnsMessage asked) {
            Question question = asked.questions().getFirst();
            return new Key(
                    question.name().folded(),
                    question.type(),
                    asked.edns().isPresent(),
                    asked.edns().filter(Edns::dnssec).isPresent(),
                    asked.header().has(Flag.CHECKING_DISABLED));
        }
    }

    private record Kept(ForeignReply reply, long since) {}

    private final Upstream upstream;
    private final Executor blocking;
    private final LongSupplier nanos;
    private final Map<Key, List<Consumer<Optional<Known>>>> pending = new HashMap<>();
    private final Map<Key, Kept> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
                    return size() > MOST_KNOWN;
                }
            };

    Resolver(Upstream upstream, Executor blocking, LongSupplier nanos) {
        this.upstream = upstream;
        this.blocking = blocking;
        this.nanos = nanos;
    }

    /// Returns at once; `then` is told at once or later, on any thread, and once.
    void resolve(DnsMessage asked, Consumer<Optional<Known>> then) {
        Key key = Key.of(asked);
        Optional<Known> known;
        synchronized (this) {
            known = remembered(key);
            if (known.isEmpty() && pending.containsKey(key)) {
                List<Consumer<Optional<Known>>> waiting = pending.get(key);
                if (waiting.size() < MOST_WAITING) {
                    waiting.add(then);
                    return;
                }
            } else if (known.isEmpty() && pending.size() < MOST_PENDING) {
                pending.put(key, new ArrayList<>(List.of(then)));
                blocking.execute(() -> ask(key, asked));
                return;
            }
        }
        then.accept(known);
    }

    private Optional<Known> remembered(Key key) {
        Kept found = kept.get(key);
        if (found == null) {
            return Optional.empty();
        }
        long age = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - found.since());
        if (age >= Math.min(found.reply().goodFor(), LONGEST)) {
            kept.remove(key);
            return Optional.empty();
        }
        return Optional.of(new Known(found.reply(), age, "cached"));
    }

    private void ask(Key key, DnsMessage asked) {
        Optional<ForeignReply> reply = Optional.empty();
        try {
            reply = upstream.ask(asked);
        } finally {
            List<Consumer<Optional<Known>>> waiting;
            synchronized (this) {
                reply.filter(r -> r.goodFor() > 0 && r.length() <= LARGEST && !r.isTruncated())
                        .ifPresent(r -> kept.put(key, new Kept(r, nanos.getAsLong())));
                waiting = List.copyOf(pending.remove(key));
            }
            Optional<Known> known = reply.map(r -> new Known(r, 0, "forwarded"));
            waiting.forEach(one -> one.accept(known));
        }
    }
}
