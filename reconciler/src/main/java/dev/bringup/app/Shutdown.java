package dev.bringup.app;

import dev.bringup.cli.Exit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C and SIGTERM: says that it is time, gives what runs a few seconds to end in order, and
/// ends the process with the command's own exit code.
final class Shutdown {

    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger exitCode = new AtomicInteger(Exit.NOT_THERE_YET);

    /// `stop` must make the command return.
    void then(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop)));
    }

    private void end(Runnable stop) {
        stop.run();
        try {
            if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitCode.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The command returned.
    void ended(int code) {
        exitCode.set(code);
        ended.countDown();
    }

    /// The engine died. What it knew is in the journal; whoever supervises us starts us again.
    static void crash() {
        Runtime.getRuntime().halt(Exit.WORLD_UNREACHABLE);
    }
}
