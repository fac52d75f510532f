package dev.bringup.ssh;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// Threads that keep all processors busy for nothing.
record Burners(AtomicBoolean burning, List<Thread> threads) implements AutoCloseable {

    static Burners onAllProcessors() {
        AtomicBoolean burning = new AtomicBoolean(true);
        return new Burners(
                burning,
                IntStream.range(0, Runtime.getRuntime().availableProcessors())
                        .mapToObj(_ -> Thread.ofPlatform().start(() -> burn(burning)))
                        .toList());
    }

    private static void burn(AtomicBoolean burning) {
        while (burning.get()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        burning.set(false);
    }
}
