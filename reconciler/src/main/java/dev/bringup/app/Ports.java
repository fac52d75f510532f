package dev.bringup.app;

import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.power.Calibration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Who lets a connection to its SSH port begin. Nothing is said on it.
record Ports(int port) implements Calibration.Watch {

    private static final int PATIENCE_MILLIS = 1500;
    private static final int AT_ONCE = 256;

    @Override
    public Set<MachineId> answering(Collection<MachineSpec> machines) {
        Set<MachineId> answering = new ConcurrentSkipListSet<>();
        Semaphore few = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (MachineSpec machine : machines) {
                threads.execute(() -> {
                    few.acquireUninterruptibly();
                    try {
                        if (isOpen(machine)) {
                            answering.add(machine.id());
                        }
                    } finally {
                        few.release();
                    }
                });
            }
        }
        return answering;
    }

    private boolean isOpen(MachineSpec machine) {
        try (Socket socket = new Socket()) {
            String address = machine.address().toString();
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
