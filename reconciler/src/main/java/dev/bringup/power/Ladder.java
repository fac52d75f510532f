package dev.bringup.power;

import dev.bringup.model.PowerReport;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.port.Outcome;
import dev.bringup.port.Tally;
import dev.bringup.port.Tape;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes a machine's power by the first rung of its ladder that can. Blocking, with a deadline
/// everywhere: for virtual threads.
public final class Ladder {

    public enum Verb {
        ON,
        OFF,
        CYCLE
    }

    /// Where the next boot comes from. A BMC can say so, and a running system by its UEFI
    /// variables; elsewhere the firmware's order stands.
    public enum NextBoot {
        PXE,
        DISK,
        AS_IT_IS
    }

    /// Runs `poweroff` or `reboot` on a machine, as root, over SSH. Empty when it was done.
    public interface Shell {
        Optional<String> run(MachineSpec machine, String command, NextBoot next);
    }

    public record Drivers(
            WakeOnLan wol,
            IpmiPower ipmi,
            RedfishPower redfish,
            PduPower pdu,
            LibvirtPower libvirt,
            Shell shell,
            Elsewhere elsewhere) {

        /// With the patience that real hardware needs.
        public static Drivers usual(
                Function<SecretRef, Optional<String>> known,
                SecureRandom random,
                InstantSource clock,
                WakeOnLan wol,
                LibvirtPower.Remote hosts,
                Shell shell,
                Elsewhere elsewhere) {
            return new Drivers(
                    wol,
                    new IpmiPower(known, random, clock, IpmiPower.Timing.USUAL),
                    new RedfishPower(known, clock, RedfishPower.Timing.USUAL),
                    new PduPower(known, random, clock, PduPower.Timing.USUAL),
                    new LibvirtPower(hosts, clock, LibvirtPower.Timing.USUAL),
                    shell,
                    elsewhere);
        }
    }

    /// What was seen, and on which rung.
    public record Reading(Power power, String source) {}

    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);

    private final Drivers drivers;
    private final InstantSource clock;
    private final Tally tally;
    private final Circuits circuits;

    public Ladder(Drivers drivers, InstantSource clock, Tally tally) {
        this.drivers = drivers;
        this.clock = clock;
        this.tally = tally;
        circuits = new Circuits(clock);
    }

    /// What each rung said that was tried, and what came of it.
    public record Climb(Outcome outcome, List<PowerReport.Rung> tried) {
        public Climb {
            tried = List.copyOf(tried);
        }
    }

    public Outcome apply(MachineSpec machine, Verb verb, NextBoot next) {
        return climb(machine, verb, next).outcome();
    }

    public Climb climb(MachineSpec machine, Verb verb, NextBoot next) {
        return climb(machine, verb, next, 0);
    }

    /// `unheeded` is how often the firmware did not start from where it was told to.
    public Climb climb(MachineSpec machine, Verb verb, NextBoot next, int unheeded) {
        drivers.wol().stop(machine.id());
        List<PowerReport.Rung> tried = new ArrayList<>();
        List<Rung> able =
                machine.hardware().power().stream()
                        .filter(rung -> can(rung, verb, machine))
                        .toList();
        List<Unable> failures = new ArrayList<>();
        for (Rung rung : Detour.of(able, unheeded)) {
            try {
                String done = climb(rung, machine, verb, next);
                tried.add(new PowerReport.Rung(rung.text(), true, done));
                return new Climb(new Outcome.Done(), tried);
            } catch (Unable failure) {
                failures.add(failure);
                tried.add(new PowerReport.Rung(rung.text(), false, failure.because()));
                LOG.info("{} {} by {}: {}", verb, machine.id(), name(rung), failure.because());
            }
        }
        if (verb == Verb.CYCLE && lastResort(machine)) {
            tried.add(new PowerReport.Rung("wol", true, "done: it may have been off"));
            return new Climb(new Outcome.Done(), tried);
        }
        return new Climb(failed(machine, verb, failures), tried);
    }

    /// What the first rung that can tell says, if there is one and it says something.
    public Optional<Reading> status(MachineSpec machine) {
        for (Rung rung : machine.hardware().power()) {
            boolean bmc = controller(rung).isPresent();
            if (!bmc && !(rung instanceof Rung.Pdu)) {
                continue;
            }
            Instant start = clock.instant();
            try {
                Optional<Power> power = status(rung);
                tell(machine, rung, "status", power.map(p -> "says " + p).orElse("done"), start);
                if (power.isPresent()) {
                    return power.map(p -> new Reading(p, bmc ? "bmc" : "pdu"));
                }
            } catch (Unable failure) {
                if (failure.cure() != Unable.Cure.BUSY) {
                    failed(machine, rung, "status", failure, start);
                }
                LOG.debug("status of {}: {}", machine.id(), failure.because());
            }
        }
        return Optional.empty();
    }

    /// Whether its outlets feed it and nobody else of those around.
    public List<Calibration.Finding> calibrate(
            MachineSpec machine, List<MachineSpec> around, Calibration.Watch watch) {
        drivers.wol().stop(machine.id());
        return new Calibration(drivers.pdu(), watch, clock, Calibration.Timing.USUAL)
                .run(machine, around);
    }

    /// What one rung says of the power, or why it says nothing.
    public record Told(String rung, Optional<Power> power, Optional<String> trouble) {}

    /// Asks every rung that can tell, and not the first alone.
    public List<Told> ask(MachineSpec machine) {
        List<Told> all = new ArrayList<>();
        for (Rung rung : machine.hardware().power()) {
            if (rung.tellsPower()) {
                try {
                    all.add(new Told(rung.text(), status(rung), Optional.empty()));
                } catch (Unable failure) {
                    all.add(
                            new Told(
                                    rung.text(), Optional.empty(), Optional.of(failure.because())));
                }
            }
        }
        return List.copyOf(all);
    }

    /// What a rung needs of this host and does not find. Without what is `needed` it does nothing.
    public record Lack(String rung, String what, boolean needed) {}

    /// Of rungs that nobody can ask, what can be looked at before they are needed.
    public List<Lack> lacks(MachineSpec machine) {
        List<Lack> all = new ArrayList<>();
        for (Rung rung : machine.hardware().power()) {
            if (rung instanceof Rung.Command command) {
                drivers.elsewhere()
                        .lack(command)
                        .ifPresent(what -> all.add(new Lack(rung.text(), what, true)));
            } else if (rung instanceof Rung.Wol wol) {
                wol.device()
                        .flatMap(RawEthernet::trouble)
                        .ifPresent(what -> all.add(new Lack(rung.text(), what, false)));
            }
        }
        return List.copyOf(all);
    }

    private Optional<Power> status(Rung rung) throws Unable {
        Optional<Controller> controller = controller(rung);
        if (controller.isPresent()) {
            return Optional.of(controller.get().status());
        }
        return rung instanceof Rung.Pdu(List<Rung.Feed> feeds)
                ? drivers.pdu().status(feeds)
                : Optional.empty();
    }

    private Optional<Controller> controller(Rung rung) {
        return switch (rung) {
            case Rung.Ipmi(Rung.Bmc bmc) ->
                    Optional.of(
                            circuits.guard(
                                    "BMC " + bmc.name(),
                                    bmc.address() + ":" + bmc.port(),
                                    drivers.ipmi().of(bmc)));
            case Rung.Redfish(Rung.Service bmc) ->
                    Optional.of(
                            circuits.guard(
                                    "BMC " + bmc.name(),
                                    bmc.address() + ":" + bmc.port(),
                                    drivers.redfish().of(bmc)));
            case Rung.Libvirt domain ->
                    Optional.of(
                            circuits.guard(
                                    "domain " + domain.domain(),
                                    domain.address() + "/" + domain.domain(),
                                    drivers.libvirt().of(domain)));
            case Rung.Wol _,
                    Rung.Ssh _,
                    Rung.Pdu _,
                    Rung.Webhook _,
                    Rung.Command _,
                    Rung.Manual _ ->
                    Optional.empty();
        };
    }

    /// That a human switched a machine off is believed only where something can tell; that it went
    /// on or restarted shows by itself.
    private static boolean can(Rung rung, Verb verb, MachineSpec machine) {
        return switch (rung) {
            case Rung.Wol _ -> verb == Verb.ON;
            case Rung.Ipmi _,
                    Rung.Redfish _,
                    Rung.Libvirt _,
                    Rung.Pdu _,
                    Rung.Webhook _,
                    Rung.Command _ ->
                    true;
            case Rung.Manual _ ->
                    verb != Verb.OFF
                            || machine.hardware().power().stream().anyMatch(Rung::tellsPower);
            case Rung.Ssh _ -> verb != Verb.ON;
        };
    }

    private String climb(Rung rung, MachineSpec machine, Verb verb, NextBoot next) throws Unable {
        Instant start = clock.instant();
        String command = verb.name().toLowerCase(Locale.ROOT);
        String done = "done";
        try {
            switch (rung) {
                case Rung.Wol wol ->
                        done = drivers.wol().wake(wol, machine).map(n -> "done " + n).orElse(done);
                case Rung.Ipmi _, Rung.Redfish _, Rung.Libvirt _ ->
                        controller(rung).orElseThrow().apply(verb, next);
                case Rung.Pdu(List<Rung.Feed> feeds) ->
                        drivers.pdu().apply(machine.id(), feeds, verb);
                case Rung.Ssh() -> shell(machine, verb == Verb.OFF ? "poweroff" : "reboot", next);
                case Rung.Webhook hook -> drivers.elsewhere().send(hook, machine, verb);
                case Rung.Command run -> drivers.elsewhere().run(run, machine, verb);
                case Rung.Manual() -> byHuman(machine, verb);
            }
            if (!rung.tellsPower() && !(rung instanceof Rung.Manual)) {
                verify(machine, verb);
            }
            tell(machine, rung, command, done, start);
            return done;
        } catch (Unable failure) {
            failed(machine, rung, command, failure, start);
            throw failure;
        }
    }

    private void shell(MachineSpec machine, String command, NextBoot next) throws Unable {
        Optional<String> problem = drivers.shell().run(machine, command, next);
        if (problem.isPresent()) {
            throw new Unable(problem.get(), Unable.Cure.TIME);
        }
    }

    private void byHuman(MachineSpec machine, Verb verb) throws Unable {
        if (verb == Verb.OFF && power(machine).equals(Optional.of(Power.OFF))) {
            return;
        }
        drivers.elsewhere().ask(machine, verb);
        if (verb == Verb.OFF) {
            throw new Unable("a human was asked to switch it off", Unable.Cure.TIME);
        }
    }

    private Optional<Power> power(MachineSpec machine) {
        return status(machine).map(Reading::power);
    }

    /// A packet that was sent switches nothing on by itself: where there is a BMC, it is asked.
    private void verify(MachineSpec machine, Verb verb) throws Unable {
        for (Rung rung : machine.hardware().power()) {
            Optional<Controller> bmc = controller(rung);
            if (bmc.isPresent() && verb != Verb.CYCLE) {
                bmc.get().confirm(verb == Verb.ON ? Power.ON : Power.OFF);
                drivers.wol().stop(machine.id());
                return;
            }
        }
    }

    /// A machine that does not answer is probably off, and then a magic packet is as good as a
    /// cycle; if it is on, the packet does nothing.
    private boolean lastResort(MachineSpec machine) {
        for (Rung rung : machine.hardware().power()) {
            if (rung instanceof Rung.Wol wol) {
                try {
                    String _ = climb(wol, machine, Verb.ON, NextBoot.AS_IT_IS);
                    return true;
                } catch (Unable failure) {
                    LOG.info("waking {}: {}", machine.id(), failure.because());
                }
            }
        }
        return false;
    }

    private static Outcome failed(MachineSpec machine, Verb verb, List<Unable> failures) {
        String what = verb.name().toLowerCase(Locale.ROOT);
        if (failures.isEmpty()) {
            return new Outcome.Stalled(
                    "no rung of %s's power ladder can do '%s'".formatted(machine.id(), what));
        }
        String because = String.join("; ", failures.stream().map(Unable::because).toList());
        boolean hopeless = failures.stream().allMatch(f -> f.cure() == Unable.Cure.HUMAN);
        return hopeless ? new Outcome.Stalled(because) : new Outcome.Retry(because, AGAIN);
    }

    private static String name(Rung rung) {
        return switch (rung) {
            case Rung.Wol _ -> "wol";
            case Rung.Ipmi _ -> "ipmi";
            case Rung.Redfish _ -> "redfish";
            case Rung.Pdu _ -> "pdu";
            case Rung.Libvirt _ -> "libvirt";
            case Rung.Ssh _ -> "ssh";
            case Rung.Webhook _ -> "webhook";
            case Rung.Command _ -> "command";
            case Rung.Manual _ -> "manual";
        };
    }

    private void tell(MachineSpec machine, Rung rung, String command, String said, Instant start) {
        keep(machine, rung, command, said, timed(rung, command, "done", start));
    }

    private void failed(
            MachineSpec machine, Rung rung, String command, Unable failure, Instant start) {
        Duration took = timed(rung, command, "failed", start);
        keep(machine, rung, command, "failed: " + failure.because(), took);
    }

    private Duration timed(Rung rung, String command, String outcome, Instant start) {
        Duration took = Duration.between(start, clock.instant());
        tally.time("power_command_seconds", name(rung) + " " + command, outcome, took);
        return took;
    }

    private void keep(MachineSpec machine, Rung rung, String command, String said, Duration took) {
        tally.tape()
                .line(
                        machine.id(),
                        Tape.Track.POWER,
                        "%s by %s: %s, %d ms"
                                .formatted(command, rung.text(), said, took.toMillis()));
    }
}
