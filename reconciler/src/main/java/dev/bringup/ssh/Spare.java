package dev.bringup.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections that stay open for the next command to the same machine: a login costs both sides
/// more than most commands do. Few and for a moment only, since a thread reads each of them.
final class Spare {

    private static final int MOST = 64;
    private static final Logger LOG = LoggerFactory.getLogger(Spare.class);

    private final Duration kept;
    private final SequencedMap<Target, SSHClient> idle = new LinkedHashMap<>();

    Spare(Duration kept) {
        this.kept = kept;
    }

    /// Nobody else gets it meanwhile.
    Optional<SSHClient> take(Target target) {
        synchronized (idle) {
            return Optional.ofNullable(idle.remove(target));
        }
    }

    void keep(Target target, SSHClient client) {
        List<SSHClient> over = new ArrayList<>();
        synchronized (idle) {
            Optional.ofNullable(idle.put(target, client)).ifPresent(over::add);
            if (idle.size() > MOST) {
                over.add(idle.pollFirstEntry().getValue());
            }
        }
        over.forEach(Spare::close);
        CompletableFuture.delayedExecutor(kept.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    boolean unused;
                    synchronized (idle) {
                        unused = idle.remove(target, client);
                    }
                    if (unused) {
                        close(client);
                    }
                });
    }

    static void close(SSHClient client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", e.toString());
        }
    }
}
