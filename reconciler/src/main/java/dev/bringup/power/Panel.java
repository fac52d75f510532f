package dev.bringup.power;

import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The units of one machine's outlets, for one task.
final class Panel implements AutoCloseable {

    private final List<Rung.Feed> feeds;
    private final Map<Rung.Strip, Outlets> units = new HashMap<>();
    private final List<Runnable> open = new ArrayList<>();

    Panel(List<Rung.Feed> feeds) {
        this.feeds = feeds;
    }

    /// What is to be done at the end.
    void hold(Runnable close) {
        open.add(close);
    }

    void add(Rung.Strip strip, Outlets outlets) {
        units.put(strip, outlets);
    }

    boolean knows(Rung.Strip strip) {
        return units.containsKey(strip);
    }

    Outlets of(Rung.Feed feed) {
        return Objects.requireNonNull(units.get(feed.strip()));
    }

    /// The outlets that are as asked now.
    List<Rung.Feed> with(Power state) throws Unable {
        List<Rung.Feed> found = new ArrayList<>();
        for (Rung.Feed feed : feeds) {
            if (of(feed).read(feed.outlet()) == state) {
                found.add(feed);
            }
        }
        return found;
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }
}
