package dev.bringup.app;

import dev.bringup.kube.Mirror;
import dev.bringup.model.Desired;
import dev.bringup.model.Lead;
import dev.bringup.model.Observed;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import dev.bringup.view.MachineObject;
import dev.bringup.view.Machines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the Machine objects of the cluster as the last look saw the machines, while we lead.
record Mirroring(Mirror mirror, Supplier<Optional<Status>> status) {

    private static final Logger LOG = LoggerFactory.getLogger(Mirroring.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /// After as many rounds, what others changed in them is put right.
    private static final int ROUNDS = 120;

    /// Until interrupted.
    void run() {
        try {
            for (int round = 1; ; round++) {
                Thread.sleep(round());
                if (round % ROUNDS == 0) {
                    mirror.forget();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration round() {
        Optional<Status> now = status.get();
        Optional<Desired> desired = now.flatMap(Status::desired);
        if (desired.isEmpty() || !leads(now.get().observed())) {
            mirror.forget();
            return PAUSE;
        }
        try {
            return pause(mirror.show(objects(now.get(), desired.get())));
        } catch (RuntimeException bug) {
            LOG.error("the machines could not be shown in Kubernetes", bug);
            return PAUSE;
        }
    }

    private static boolean leads(Observed observed) {
        return observed.around().lead().filter(l -> l.value() instanceof Lead.Us).isPresent();
    }

    private static List<MachineObject> objects(Status now, Desired desired) {
        return new Machines(desired, now.observed(), now.plan(), Map.of(), Map.of()).objects();
    }

    private static Duration pause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> PAUSE;
            case Outcome.Retry(_, Duration after) -> after;
            case Outcome.Stalled(String because) -> {
                LOG.warn("the machines cannot be shown in Kubernetes: {}", because);
                yield Duration.ofMinutes(1);
            }
        };
    }
}
