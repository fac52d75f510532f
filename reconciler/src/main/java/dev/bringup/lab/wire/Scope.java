package dev.bringup.lab.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that runs on a machine between a power-on and the next reset. Closing it is pulling
/// the plug: threads are interrupted, which also closes the socket they wait on.
final class Scope implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scope.class);

    private final Executor executor;
    private final Set<Thread> running = new HashSet<>();
    private final List<AutoCloseable> held = new ArrayList<>();
    private boolean closed;

    Scope(Executor executor) {
        this.executor = executor;
    }

    /// Runs a task; what it returns is given to `after` outside of this scope, so that `after` may
    /// close it. A task that was interrupted by the end of the scope returns nothing.
    <T> void run(Callable<T> task, Consumer<T> after, Consumer<IOException> failed) {
        executor.execute(() -> {
            if (!enter()) {
                return;
            }
            Runnable next = () -> {};
            try {
                T result = task.call();
                next = () -> after.accept(result);
            } catch (InterruptedException _) {
                // The plug was pulled.
            } catch (IOException e) {
                next = () -> failed.accept(e);
            } catch (Exception e) {
                LOG.error("a machine of the lab has a bug", e);
            } finally {
                if (!leave()) {
                    next = () -> {};
                }
            }
            next.run();
        });
    }

    private synchronized boolean enter() {
        if (closed) {
            return false;
        }
        running.add(Thread.currentThread());
        return true;
    }

    /// False when the scope was closed meanwhile.
    private synchronized boolean leave() {
        running.remove(Thread.currentThread());
        boolean _ = Thread.interrupted();
        return !closed;
    }

    /// Closed with the scope, or at once if that is over.
    void hold(AutoCloseable thing) {
        synchronized (this) {
            if (!closed) {
                held.add(thing);
                return;
            }
        }
        close(thing);
    }

    @Override
    public void close() {
        List<AutoCloseable> all;
        synchronized (this) {
            closed = true;
            running.forEach(Thread::interrupt);
            all = List.copyOf(held);
            held.clear();
        }
        // Elsewhere: who closes may be a thread of what is closed.
        executor.execute(() -> all.forEach(Scope::close));
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            LOG.debug("closing {}: {}", thing, e.toString());
        }
    }
}
