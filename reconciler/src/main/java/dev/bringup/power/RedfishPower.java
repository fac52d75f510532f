package dev.bringup.power;

import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Power by a BMC that speaks Redfish. What was commanded is believed when the BMC shows it, which
/// some do late.
public final class RedfishPower {

    /// `call` bounds one request, `busy` the waiting of one request for a BMC that asks for it,
    /// `settle` the wait for a change of power to be seen, `grace` how long an operating system may
    /// take to shut down before it is cut off, `poll` the time between two looks.
    public record Timing(
            Duration call, Duration busy, Duration settle, Duration grace, Duration poll) {
        public static final Timing USUAL =
                new Timing(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1));
    }

    private static final Logger LOG = LoggerFactory.getLogger(RedfishPower.class);

    private final Function<SecretRef, Optional<String>> secrets;
    private final InstantSource clock;
    private final Timing timing;
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

    /// `secrets` gives `user:password`.
    public RedfishPower(
            Function<SecretRef, Optional<String>> secrets, InstantSource clock, Timing timing) {
        this.secrets = secrets;
        this.clock = clock;
        this.timing = timing;
    }

    Controller of(Rung.Service bmc) {
        return new Controller() {
            @Override
            public Power status() throws Unable {
                return within(bmc, RedfishSystem::power);
            }

            @Override
            public void apply(Ladder.Verb verb, Ladder.NextBoot next) throws Unable {
                within(
                        bmc,
                        system -> {
                            boot(system, bmc, next);
                            return change(system, bmc, verb);
                        });
            }

            // A machine that a packet wakes is on at once; one that shuts itself down takes its
            // time.
            @Override
            public void confirm(Power wanted) throws Unable {
                Duration patience =
                        wanted == Power.ON ? timing.settle().dividedBy(3) : timing.grace();
                within(bmc, system -> await(system, bmc, wanted, patience));
            }
        };
    }

    private interface Task {
        Power run(RedfishSystem system) throws Unable;
    }

    private Power within(Rung.Service bmc, Task task) throws Unable {
        Peer peer = Peer.of(bmc);
        Login login = Login.parse(secrets.apply(bmc.credentials()), peer.name());
        ReentrantLock turn = turns.computeIfAbsent(peer.place(), _ -> new ReentrantLock());
        try (Web web = new Web(peer, timing.call(), turn);
                RedfishCalls calls = RedfishCalls.open(web, peer, login, timing.busy())) {
            return task.run(RedfishSystem.find(calls, bmc));
        }
    }

    /// Some BMCs cannot; their machines are set to boot from the network first.
    private static void boot(RedfishSystem system, Rung.Service bmc, Ladder.NextBoot next) {
        List<String> targets =
                switch (next) {
                    case PXE ->
                            switch (bmc.netboot()) {
                                case PXE -> List.of("Pxe", "UefiHttp");
                                case HTTP -> List.of("UefiHttp", "Pxe");
                            };
                    case DISK -> List.of("Hdd");
                    case AS_IT_IS -> List.of();
                };
        try {
            if (!targets.isEmpty()) {
                system.boot(targets);
            }
        } catch (Unable refusal) {
            LOG.warn("BMC {} does not set the boot device: {}", bmc.name(), refusal.because());
        }
    }

    private Power change(RedfishSystem system, Rung.Service bmc, Ladder.Verb verb) throws Unable {
        Power now = system.power();
        List<String> able = system.resets();
        return switch (verb) {
            case ON -> now == Power.ON ? now : on(system, bmc, able);
            case OFF -> {
                if (now == Power.OFF || softly(system, bmc, able)) {
                    yield Power.OFF;
                }
                yield off(system, bmc, able);
            }
            case CYCLE -> now == Power.ON ? cycle(system, bmc, able) : on(system, bmc, able);
        };
    }

    private Power on(RedfishSystem system, Rung.Service bmc, List<String> able) throws Unable {
        reset(system, bmc, able, List.of("On", "ForceOn"));
        return await(system, bmc, Power.ON, timing.settle());
    }

    private Power off(RedfishSystem system, Rung.Service bmc, List<String> able) throws Unable {
        reset(system, bmc, able, List.of("ForceOff"));
        return await(system, bmc, Power.OFF, timing.settle());
    }

    /// Off and on again is as good as a cycle, and can be seen; a restart cannot.
    private Power cycle(RedfishSystem system, Rung.Service bmc, List<String> able) throws Unable {
        if (can(able, "PowerCycle") && accepted(system, "PowerCycle")) {
            return await(system, bmc, Power.ON, timing.settle());
        }
        if (can(able, "ForceOff")) {
            Power _ = off(system, bmc, able);
            return on(system, bmc, able);
        }
        reset(system, bmc, able, List.of("ForceRestart"));
        return await(system, bmc, Power.ON, timing.settle());
    }

    private static boolean can(List<String> able, String type) {
        return able.isEmpty() || able.contains(type);
    }

    private static boolean accepted(RedfishSystem system, String type) throws Unable {
        Optional<String> refusal = system.reset(type);
        refusal.ifPresent(LOG::info);
        return refusal.isEmpty();
    }

    /// The first of these ways that the BMC has.
    private static void reset(
            RedfishSystem system, Rung.Service bmc, List<String> able, List<String> types)
            throws Unable {
        List<String> refusals = new ArrayList<>();
        for (String type : types) {
            if (can(able, type)) {
                Optional<String> refusal = system.reset(type);
                if (refusal.isEmpty()) {
                    return;
                }
                refusals.add(refusal.get());
            }
        }
        throw new Unable(
                refusals.isEmpty()
                        ? "BMC %s has no reset by %s, only by %s"
                                .formatted(
                                        bmc.name(),
                                        String.join(" or ", types),
                                        String.join(", ", able))
                        : String.join("; ", refusals),
                Unable.Cure.HUMAN);
    }

    /// Whether the operating system shut itself down when it was asked to.
    private boolean softly(RedfishSystem system, Rung.Service bmc, List<String> able) {
        try {
            if (can(able, "GracefulShutdown") && accepted(system, "GracefulShutdown")) {
                return await(system, bmc, Power.OFF, timing.grace()) == Power.OFF;
            }
        } catch (Unable refusal) {
            LOG.info("BMC {} cuts the power: {}", bmc.name(), refusal.because());
        }
        return false;
    }

    private Power await(RedfishSystem system, Rung.Service bmc, Power wanted, Duration patience)
            throws Unable {
        new Settling(clock, timing.poll())
                .until(
                        wanted,
                        patience,
                        system::power,
                        late -> "BMC " + bmc.name() + " says that it is " + late);
        return wanted;
    }
}
