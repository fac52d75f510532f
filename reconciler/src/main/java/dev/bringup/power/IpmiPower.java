package dev.bringup.power;

import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.Bytes;
import dev.bringup.power.ipmi.Chassis;
import dev.bringup.power.ipmi.CipherSuite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Power by a BMC. Each call is one session: a second or less, and nothing is left behind.
public final class IpmiPower {

    /// `session` bounds one login with its commands, `settle` the wait for a change of power to be
    /// seen, `grace` how long an operating system may take to shut down before it is cut off,
    /// `poll` the time between two looks.
    public record Timing(Duration session, Duration settle, Duration grace, Duration poll) {
        public static final Timing USUAL =
                new Timing(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(500));
    }

    private static final Logger LOG = LoggerFactory.getLogger(IpmiPower.class);

    private final Function<SecretRef, Optional<String>> secrets;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Timing timing;

    /// `secrets` gives `user:password`; `random` must be a secure one.
    public IpmiPower(
            Function<SecretRef, Optional<String>> secrets,
            RandomGenerator random,
            InstantSource clock,
            Timing timing) {
        this.secrets = secrets;
        this.random = random;
        this.clock = clock;
        this.timing = timing;
    }

    Controller of(Rung.Bmc bmc) {
        return new Controller() {
            @Override
            public Power status() throws Unable {
                return IpmiPower.this.status(bmc);
            }

            @Override
            public void apply(Ladder.Verb verb, Ladder.NextBoot next) throws Unable {
                IpmiPower.this.apply(bmc, verb, next);
            }

            @Override
            public void confirm(Power wanted) throws Unable {
                IpmiPower.this.confirm(bmc, wanted);
            }
        };
    }

    Power status(Rung.Bmc bmc) throws Unable {
        try (IpmiSession session = open(bmc)) {
            return status(session);
        }
    }

    private static Power status(IpmiSession session) throws Unable {
        Bytes answer = session.run(Chassis.status());
        return Chassis.isOn(answer)
                .map(on -> on ? Power.ON : Power.OFF)
                .orElseThrow(() -> new Unable("its chassis status is too short", Unable.Cure.TIME));
    }

    void apply(Rung.Bmc bmc, Ladder.Verb verb, Ladder.NextBoot next) throws Unable {
        try (IpmiSession session = open(bmc)) {
            device(next).ifPresent(device -> boot(session, device, bmc));
            Power now = status(session);
            switch (verb) {
                case ON -> {
                    if (now == Power.OFF) {
                        session.run(Chassis.control(Chassis.Control.UP));
                    }
                }
                // A BMC refuses to cycle what is off.
                case CYCLE ->
                        session.run(
                                Chassis.control(
                                        now == Power.ON
                                                ? Chassis.Control.CYCLE
                                                : Chassis.Control.UP));
                case OFF -> {
                    if (now == Power.ON && softly(session, bmc)) {
                        return;
                    }
                }
            }
        }
        if (verb == Ladder.Verb.OFF) {
            down(bmc);
        }
        await(bmc, verb == Ladder.Verb.OFF ? Power.OFF : Power.ON, timing.settle());
    }

    /// In a session of its own: while the machine was given time, its BMC may have started anew.
    private void down(Rung.Bmc bmc) throws Unable {
        try (IpmiSession session = open(bmc)) {
            session.run(Chassis.control(Chassis.Control.DOWN));
        }
    }

    private static Optional<Chassis.Device> device(Ladder.NextBoot next) {
        return switch (next) {
            case PXE -> Optional.of(Chassis.Device.PXE);
            case DISK -> Optional.of(Chassis.Device.DISK);
            case AS_IT_IS -> Optional.empty();
        };
    }

    /// Some BMCs cannot; their machines are set to boot from the network first.
    private static void boot(IpmiSession session, Chassis.Device device, Rung.Bmc bmc) {
        try {
            session.run(Chassis.boot(device));
        } catch (Unable refusal) {
            LOG.warn("BMC {} does not set the boot device: {}", bmc.name(), refusal.because());
        }
    }

    /// Whether the operating system shut itself down when it was asked to.
    private boolean softly(IpmiSession session, Rung.Bmc bmc) {
        try {
            session.run(Chassis.control(Chassis.Control.SOFT_OFF));
            await(bmc, Power.OFF, timing.grace());
            return true;
        } catch (Unable refusal) {
            LOG.info("BMC {} cuts the power: {}", bmc.name(), refusal.because());
            return false;
        }
    }

    /// Looks whether another rung had the wished effect. A machine that a packet wakes is on at
    /// once; one that shuts itself down takes its time.
    private void confirm(Rung.Bmc bmc, Power wanted) throws Unable {
        Duration patience = wanted == Power.ON ? timing.settle().dividedBy(3) : timing.grace();
        await(bmc, wanted, patience);
    }

    private void await(Rung.Bmc bmc, Power wanted, Duration patience) throws Unable {
        try (IpmiSession session = open(bmc)) {
            new Settling(clock, timing.poll())
                    .until(
                            wanted,
                            patience,
                            () -> status(session),
                            late -> "BMC " + bmc.name() + " says that it is " + late);
        }
    }

    private IpmiSession open(Rung.Bmc bmc) throws Unable {
        Login known = Login.parse(secrets.apply(bmc.credentials()), "BMC " + bmc.name());
        Optional<CipherSuite> suite = CipherSuite.of(bmc.cipherSuite());
        if (suite.isEmpty()) {
            throw new Unable(
                    "cipher suite %d of BMC %s is not 3 or 17"
                            .formatted(bmc.cipherSuite(), bmc.name()),
                    Unable.Cure.HUMAN);
        }
        BmcSide.Login login = new BmcSide.Login(known.user(), known.password());
        return IpmiSession.open(bmc, suite.get(), login, random, clock, timing.session());
    }
}
