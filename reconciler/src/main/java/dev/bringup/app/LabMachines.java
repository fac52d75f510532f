package dev.bringup.app;

import dev.bringup.cli.LabOptions;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.wire.ControlPlane;
import dev.bringup.lab.wire.Faults;
import dev.bringup.lab.wire.NetworkPlan;
import dev.bringup.lab.wire.Rack;
import dev.bringup.power.ipmi.BmcSide;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lab's rack: the machines of the repository, and spares that are plugged in and not in Git.
record LabMachines(Rack rack, ExecutorService threads) implements AutoCloseable {

    private static final long DISK_BYTES_PER_SECOND = 16L << 20;

    static LabMachines start(LabHome home, LabOptions options, ControlPlane planes)
            throws IOException {
        Blueprint.Speed speed = Blueprint.Speed.USUAL.times(options.speed);
        List<Blueprint> blueprints =
                IntStream.rangeClosed(1, options.machines + LabRepository.SPARES)
                        .mapToObj(n -> Rack.machine(n, speed))
                        .toList();
        int colon = LabFiles.CREDENTIALS.indexOf(':');
        Rack.Settings settings =
                new Rack.Settings(
                        blueprints,
                        NetworkPlan.USUAL.with(LabRack.pdus()),
                        home.world().resolve("rack"),
                        Math.round(DISK_BYTES_PER_SECOND * options.speed),
                        LabApi.VERSION,
                        new BmcSide.Login(
                                LabFiles.CREDENTIALS.substring(0, colon),
                                LabFiles.CREDENTIALS.substring(colon + 1)),
                        new Faults(options.faults, new SplittableRandom(options.seed)));
        Logger console = LoggerFactory.getLogger("machine");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Rack rack =
                Rack.start(
                        settings,
                        new Rack.Supplies(
                                threads,
                                InstantSource.system(),
                                new SecureRandom(),
                                (machine, line) -> console.info("{} {}", machine, line),
                                planes));
        return new LabMachines(rack, threads);
    }

    @Override
    public void close() {
        rack.close();
        threads.shutdownNow();
    }
}
