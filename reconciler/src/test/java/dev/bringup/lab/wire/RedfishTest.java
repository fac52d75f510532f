package dev.bringup.lab.wire;

import dev.bringup.power.Elsewhere;
import java.nio.file.Path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.lab.wire.RedfishQuirks.Quirk;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.Sha256;
import dev.bringup.port.Outcome;
import dev.bringup.port.Tally;
import dev.bringup.power.IpmiPower;
import dev.bringup.power.Ladder;
import dev.bringup.power.Ladder.NextBoot;
import dev.bringup.power.Ladder.Verb;
import dev.bringup.power.PduPower;
import dev.bringup.power.RedfishPower;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The driver and the lab's Redfish against each other, over TLS.
class RedfishTest {

    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final RedfishPower.Timing QUICK =
            new RedfishPower.Timing(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(400),
                    Duration.ofMillis(50));

    private Optional<String> secret = Optional.of("admin:secret");
    private RedfishOnLoopback bmc;

    private final Ladder ladder =
            new Ladder(
                    new Ladder.Drivers(
                            dev.bringup.power.WakeOnLan.once(_ -> Optional.empty()),
                            new IpmiPower(
                                    _ -> Optional.empty(),
                                    new SecureRandom(),
                                    InstantSource.system(),
                                    IpmiPower.Timing.USUAL),
                            new RedfishPower(_ -> secret, InstantSource.system(), QUICK),
                            new PduPower(
                                    _ -> Optional.empty(),
                                    new SecureRandom(),
                                    InstantSource.system(),
                                    PduPower.Timing.USUAL),
                            new dev.bringup.power.LibvirtPower(
                                    (_, _, _) ->
                                            new dev.bringup.power.LibvirtPower.Reply.Silent(
                                                    "no host here"),
                                    InstantSource.system(),
                                    dev.bringup.power.LibvirtPower.Timing.USUAL),
                            (_, _, _) -> Optional.empty(),
                            new Elsewhere(
                                    _ -> Optional.of("hook"),
                                    new SecureRandom(),
                                    InstantSource.system(),
                                    Path.of("/nowhere"),
                                    (_, _) -> {})),
                    InstantSource.system(),
                    Tally.NONE);

    RedfishTest() throws IOException {
        bmc = RedfishOnLoopback.start();
    }

    @AfterEach
    void stop() {
        bmc.close();
    }

    private void quirks(RedfishQuirks quirks, int systems) throws IOException {
        bmc.close();
        bmc = new RedfishOnLoopback(quirks, systems);
    }

    private static MachineSpec machine(Rung... rungs) {
        MachineSpec spec = Fleet.machine(1, 1);
        return Fleet.switchedBy(spec, List.of(rungs));
    }

    private MachineSpec machine() {
        return machine(new Rung.Redfish(bmc.service()));
    }

    private Outcome apply(Verb verb, NextBoot next) {
        return ladder.apply(machine(), verb, next);
    }

    private static Optional<Ladder.Reading> seen(Power power) {
        return Optional.of(new Ladder.Reading(power, "bmc"));
    }

    private static Outcome done() {
        return new Outcome.Done();
    }

    @Test
    void itSwitchesOnFromTheNetworkOverAndOffAndLogsOutEachTime() {
        assertEquals(seen(Power.OFF), ladder.status(machine()));
        assertEquals(done(), apply(Verb.CYCLE, NextBoot.PXE));
        assertEquals(seen(Power.ON), ladder.status(machine()));
        assertEquals(done(), apply(Verb.ON, NextBoot.AS_IT_IS));
        assertEquals(done(), apply(Verb.CYCLE, NextBoot.DISK));
        assertEquals(done(), apply(Verb.OFF, NextBoot.AS_IT_IS));

        assertEquals(List.of("boot PXE", "UP", "boot DISK", "CYCLE", "SOFT_OFF"), bmc.told());
        assertEquals(6, bmc.sessions().opened());
        assertEquals(0, bmc.sessions().open());
    }

    /// Each is how some maker's BMC is.
    @ParameterizedTest
    @EnumSource
    void noQuirkKeepsItFromSwitching(Quirk quirk) throws IOException {
        quirks(RedfishQuirks.of(quirk), 1);

        assertEquals(done(), apply(Verb.ON, NextBoot.PXE));
        assertEquals(done(), apply(Verb.CYCLE, NextBoot.PXE));
        assertEquals(done(), apply(Verb.OFF, NextBoot.AS_IT_IS));

        assertEquals(
                quirk == Quirk.NO_CYCLE
                        ? List.of("boot PXE", "UP", "boot PXE", "DOWN", "UP", "SOFT_OFF")
                        : List.of("boot PXE", "UP", "boot PXE", "CYCLE", "SOFT_OFF"),
                bmc.told());
        assertEquals(quirk == Quirk.NO_SESSIONS ? 0 : 3, bmc.sessions().opened());
    }

    /// The first look still shows what was before.
    @Test
    void powerThatIsShownLateIsWaitedFor() throws IOException {
        quirks(new RedfishQuirks(Set.of(), Duration.ofMillis(300), 99), 1);
        Instant start = Instant.now();

        assertEquals(done(), apply(Verb.ON, NextBoot.AS_IT_IS));

        assertTrue(Duration.between(start, Instant.now()).toMillis() >= 300);
        assertEquals(seen(Power.ON), ladder.status(machine()));
    }

    @Test
    void aMachineThatDoesNotShutDownIsCutOffAndOneThatDoesNotChangeIsSaid() throws IOException {
        quirks(new RedfishQuirks(Set.of(), Duration.ofMinutes(1), 99), 1);

        assertEquals(
                new Outcome.Retry("BMC bmc-02 says that it is not on after 2 s", AGAIN),
                apply(Verb.ON, NextBoot.AS_IT_IS));
    }

    @Test
    void aSessionThatExpiresIsRenewedOnceAndNotForEver() throws IOException {
        quirks(new RedfishQuirks(Set.of(), Duration.ZERO, 4), 1);

        assertEquals(done(), apply(Verb.ON, NextBoot.AS_IT_IS));
        assertEquals(2, bmc.sessions().opened());

        quirks(new RedfishQuirks(Set.of(), Duration.ZERO, 0), 1);
        assertEquals(
                new Outcome.Stalled("BMC bmc-02: wrong password for user admin"),
                apply(Verb.ON, NextBoot.AS_IT_IS));
        assertEquals(2, bmc.sessions().opened());
    }

    @Test
    void whoIsBusyIsAskedAgainWhenItWantsToBeAndNotForLong() {
        bmc.pages().busy(1);
        Instant start = Instant.now();
        assertEquals(seen(Power.OFF), ladder.status(machine()));
        assertTrue(Duration.between(start, Instant.now()).toMillis() >= 1000);

        bmc.pages().busy(99);
        assertEquals(
                new Outcome.Retry(
                        "BMC bmc-02 is busy (503) and wants to be asked again in 1 s", AGAIN),
                apply(Verb.ON, NextBoot.AS_IT_IS));
        assertEquals(List.of(), bmc.told());
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_SESSIONS", "NO_ETAG"})
    void aWrongPasswordWaitsForAHuman(Quirk quirk) throws IOException {
        quirks(RedfishQuirks.of(quirk), 1);
        secret = Optional.of("admin:wrong");
        assertEquals(
                new Outcome.Stalled("BMC bmc-02: wrong password for user admin"),
                apply(Verb.ON, NextBoot.PXE));
        secret = Optional.empty();
        assertEquals(
                new Outcome.Stalled("the credentials of BMC bmc-02 are missing"),
                apply(Verb.ON, NextBoot.PXE));
    }

    @Test
    void ofSeveralSystemsOneIsNamed() throws IOException {
        quirks(RedfishQuirks.NONE, 2);
        Optional<Sha256> pin = bmc.service().certificate();
        assertEquals(
                new Outcome.Stalled(
                        "BMC bmc-02 has several systems: blade-1, blade-2; say which by"
                                + " 'system:'"),
                apply(Verb.ON, NextBoot.PXE));
        assertEquals(
                new Outcome.Stalled(
                        "BMC bmc-02 has no system 'blade-3'; there is blade-1, blade-2"),
                named(pin, "blade-3"));
        assertEquals(done(), named(pin, "blade-2"));
        assertEquals(List.of("UP"), bmc.boards().get(1).told());
        assertEquals(List.of(), bmc.told());
        quirks(RedfishQuirks.NONE, 0);
        assertEquals(
                new Outcome.Stalled("BMC bmc-02 knows of no systems"),
                apply(Verb.ON, NextBoot.PXE));
    }

    private Outcome named(Optional<Sha256> pin, String system) {
        Rung.Service service = bmc.service(pin, Optional.of(system), Rung.Netboot.PXE);
        return ladder.apply(machine(new Rung.Redfish(service)), Verb.ON, NextBoot.AS_IT_IS);
    }

    /// No password leaves before the certificate is found to be the right one.
    @Test
    void aCertificateThatIsNotTheRightOneEndsIt() {
        Sha256 right = bmc.service().certificate().orElseThrow();
        Sha256 other = new Sha256("ab".repeat(32));
        Rung pinned =
                new Rung.Redfish(
                        bmc.service(Optional.of(other), Optional.empty(), Rung.Netboot.PXE));
        Rung unpinned =
                new Rung.Redfish(bmc.service(Optional.empty(), Optional.empty(), Rung.Netboot.PXE));

        assertEquals(
                new Outcome.Stalled(
                        "BMC bmc-02 shows the certificate sha256:%s, and sha256:%s is pinned"
                                .formatted(right, other)),
                ladder.apply(machine(pinned), Verb.ON, NextBoot.PXE));
        assertEquals(
                new Outcome.Stalled(
                        "nobody whom this Java trusts signed the certificate of BMC bmc-02 for"
                                + " 127.77.2.8; if it is the right one, pin it in its Bmc: tls:"
                                + " {fingerprint: \"sha256:%s\"}".formatted(right)),
                ladder.apply(machine(unpinned), Verb.ON, NextBoot.PXE));
        assertEquals(0, bmc.sessions().opened());
    }

    @Test
    void aServiceThatIsSilentOrSpeaksNoTlsIsGivenUp() throws IOException {
        bmc.close();
        assertEquals(
                new Outcome.Retry(
                        "BMC bmc-02 at 127.77.2.8:%d does not answer".formatted(bmc.port()), AGAIN),
                apply(Verb.ON, NextBoot.PXE));
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getByName("127.77.2.8"))) {
            Rung.Service there =
                    new Rung.Service(
                            "bmc-9",
                            RedfishOnLoopback.HERE,
                            mute.getLocalPort(),
                            bmc.service().credentials(),
                            Optional.empty(),
                            Optional.empty(),
                            Rung.Netboot.PXE);
            Instant start = Instant.now();
            assertEquals(
                    new Outcome.Retry(
                            "BMC bmc-9 at 127.77.2.8:%d does not answer"
                                    .formatted(mute.getLocalPort()),
                            AGAIN),
                    ladder.apply(machine(new Rung.Redfish(there)), Verb.ON, NextBoot.AS_IT_IS));
            assertTrue(Duration.between(start, Instant.now()).toSeconds() < 10);
        }
    }
}
