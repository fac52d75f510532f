package dev.bringup.app;

import dev.bringup.model.Desired;
import dev.bringup.plan.Tombstones;
import dev.bringup.port.Status;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// What those who answer machines go by, put together once for each look and not for each packet: a
/// rack that is switched on asks a thousand times in a second.
final class Served implements Supplier<Optional<Desired>> {

    private final Supplier<Optional<Status>> status;
    private volatile Optional<Kept> last = Optional.empty();

    /// Of the look at this instant.
    private record Kept(Instant at, Desired asked, Desired served) {}

    Served(Supplier<Optional<Status>> status) {
        this.status = status;
    }

    @Override
    public Optional<Desired> get() {
        return status.get().flatMap(now -> now.desired().map(asked -> served(now, asked)));
    }

    private Desired served(Status now, Desired asked) {
        Instant at = now.observed().at();
        Optional<Kept> known =
                last.filter(k -> k.at().equals(at))
                        .filter(k -> k.asked().commit().equals(asked.commit()));
        if (known.isPresent()) {
            return known.get().served();
        }
        Desired served = Tombstones.served(asked, now.observed());
        last = Optional.of(new Kept(at, asked, served));
        return served;
    }
}
