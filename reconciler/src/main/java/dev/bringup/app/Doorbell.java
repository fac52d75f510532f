package dev.bringup.app;

import dev.bringup.cli.Program.Failure;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Rings when something changed at a running reconciler, as its stream of events says: whoever
/// waits for that asks for nothing while nothing happens.
final class Doorbell implements AutoCloseable {

    private static final String CHANGED = "event: changed";

    /// However much happens, people do not look more often; and a reconciler that is away is asked
    /// for no more often either.
    private static final long PAUSE = 1000;

    private final Caller caller;
    private final Semaphore rung = new Semaphore(0);
    private final Thread listener;

    private Doorbell(Caller caller) {
        this.caller = caller;
        listener = Thread.ofVirtual().unstarted(this::listen);
    }

    static Doorbell of(Caller caller) {
        Doorbell bell = new Doorbell(caller);
        bell.listener.start();
        return bell;
    }

    /// A stream that ended is news as well: what follows shows it.
    private void listen() {
        try {
            while (true) {
                try {
                    caller.lines(
                            "/api/v1/events",
                            line -> {
                                if (line.equals(CHANGED)) {
                                    rung.release();
                                }
                                return true;
                            });
                } catch (Failure e) {
                    // It restarts, perhaps; who waits asks and is told.
                }
                rung.release();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until it rings, and at least for a moment; false when somebody wants this to end.
    boolean isHeard() {
        try {
            Thread.sleep(PAUSE);
            rung.acquire();
            rung.drainPermits();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The same, but no longer than this.
    boolean isHeard(Duration most) {
        try {
            Thread.sleep(PAUSE);
            if (rung.tryAcquire(Math.max(0, most.toMillis()), TimeUnit.MILLISECONDS)) {
                rung.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        listener.interrupt();
    }
}
