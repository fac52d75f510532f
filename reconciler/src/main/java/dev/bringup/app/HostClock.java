package dev.bringup.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clock that deadlines, pauses and budgets go by. It never jumps: when the wall clock was set,
/// it draws near to it by at most a twentieth of the time that passes. It goes on where it was when
/// the process is started again, for as long as the host is up.
final class HostClock implements InstantSource {

    private static final int SLOWLY = 20;
    private static final String FILE = "clock";
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Logger LOG = LoggerFactory.getLogger(HostClock.class);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private Instant now;
    private long read;

    HostClock(InstantSource wall, LongSupplier nanos, Instant now) {
        this.wall = wall;
        this.nanos = nanos;
        this.now = now;
        read = nanos.getAsLong();
    }

    /// What a process that ran on this host before it was started again went by.
    record Kept(String boot, Instant at, Duration uptime) {

        /// On another boot nobody knows how much time has passed, but it did not go back.
        Instant now(String thisBoot, Duration up, Instant wall) {
            if (boot.equals(thisBoot) && up.compareTo(uptime) >= 0) {
                return at.plus(up.minus(uptime));
            }
            return wall.isBefore(at) ? at : wall;
        }

        String text() {
            return "%s %s %s%n".formatted(boot, at, uptime);
        }

        static Optional<Kept> read(String text) {
            String[] words = text.strip().split(" ", -1);
            try {
                return words.length == 3
                        ? Optional.of(
                                new Kept(
                                        words[0],
                                        Instant.parse(words[1]),
                                        Duration.parse(words[2])))
                        : Optional.empty();
            } catch (DateTimeException _) {
                return Optional.empty();
            }
        }
    }

    /// Goes on by what is kept in this folder.
    static HostClock load(Path data) {
        InstantSource wall = InstantSource.system();
        return new HostClock(wall, System::nanoTime, now(data, wall.instant()));
    }

    private static Instant now(Path data, Instant wall) {
        try {
            Optional<Kept> kept = Kept.read(Files.readString(data.resolve(FILE)));
            return kept.isPresent() ? kept.get().now(Sysctl.read(BOOT), uptime(), wall) : wall;
        } catch (NoSuchFileException _) {
            return wall; // the first start
        } catch (IOException e) {
            LOG.warn("the clock of the last run cannot be read: {}", e.getMessage());
            return wall;
        }
    }

    private static Duration uptime() throws IOException {
        String seconds = Sysctl.read(UPTIME).split(" ", -1)[0];
        return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
    }

    /// For the next process. What cannot be kept is only less exact.
    void keep(Path data) {
        try {
            String text = new Kept(Sysctl.read(BOOT), instant(), uptime()).text();
            Path fresh = data.resolve(FILE + ".new");
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(
                    fresh,
                    data.resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("the clock cannot be kept: {}", e.getMessage());
        }
    }

    @Override
    public synchronized Instant instant() {
        long at = nanos.getAsLong();
        Duration passed = Duration.ofNanos(at - read);
        Duration most = passed.dividedBy(SLOWLY);
        read = at;
        now = now.plus(passed);
        Duration gap = Duration.between(now, wall.instant());
        now = now.plus(within(gap, most));
        return now;
    }

    private static Duration within(Duration gap, Duration most) {
        Duration least = most.negated();
        if (gap.compareTo(most) > 0) {
            return most;
        }
        return gap.compareTo(least) < 0 ? least : gap;
    }

    /// How far the wall clock is ahead.
    Duration ahead() {
        return Duration.between(instant(), wall.instant());
    }
}
