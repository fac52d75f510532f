package dev.bringup.netboot;

import dev.bringup.port.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Packets that the kernel threw away because a receive buffer of ours was full, as it counts them
/// for each socket. Nothing else tells of them: machines only ask again, seconds later.
final class Drops {

    /// Linux's tables of UDP sockets: the address in the second column, the drops in the last.
    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private static final Logger LOG = LoggerFactory.getLogger(Drops.class);

    private final Map<Integer, String> services;
    private final Tally tally;
    private final Map<Integer, Long> known = new HashMap<>();

    /// `services` are the names of ours by their ports.
    Drops(Map<Integer, String> services, Tally tally) {
        this.services = new TreeMap<>(services);
        this.tally = tally;
    }

    /// Reads files: not for an event loop. Used by one thread at a time.
    synchronized void look() {
        Map<Integer, Long> now = new HashMap<>();
        for (Path table : TABLES) {
            try {
                Files.readAllLines(table).forEach(line -> row(line, now));
            } catch (IOException _) {
                // Not Linux, or no IPv6.
            }
        }
        take(now);
    }

    void row(String line, Map<Integer, Long> into) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length < 13 || !columns[1].contains(":")) {
            return;
        }
        String local = columns[1];
        int port = Integer.parseInt(local.substring(local.indexOf(':') + 1), 16);
        if (services.containsKey(port)) {
            into.merge(port, Long.parseLong(columns[columns.length - 1]), Long::sum);
        }
    }

    void take(Map<Integer, Long> now) {
        services.forEach((port, service) -> {
            long sum = now.getOrDefault(port, 0L);
            long more = sum - known.getOrDefault(port, 0L);
            known.put(port, sum);
            if (more > 0) {
                tally.add("udp_packets", service, "dropped", more);
                LOG.warn(
                        "{} packets for {} were lost: its receive buffer is full; raise"
                                + " net.core.rmem_max",
                        more,
                        service.toUpperCase(Locale.ROOT));
            }
        });
    }
}
