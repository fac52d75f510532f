package dev.bringup.ssh;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the socket under a command that takes too long, wherever it hangs.
final class Watch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Duration deadline;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicReference<@Nullable SSHClient> on = new AtomicReference<>();
    private volatile boolean late;

    Watch(Duration deadline) {
        this.deadline = deadline;
    }

    /// From now on this connection is the one that is cut off.
    void over(SSHClient client) throws IOException {
        on.set(client);
        if (late) {
            throw new IOException("it is too late to begin");
        }
    }

    boolean isLate() {
        return late;
    }

    void finished() {
        finished.countDown();
    }

    @Override
    public void run() {
        try {
            if (finished.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            late = true;
            SSHClient client = on.get();
            Socket socket = client == null ? null : client.getSocket();
            if (socket != null) {
                socket.close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("closing a late connection: {}", e.toString());
        }
    }
}
