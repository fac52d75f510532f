package dev.bringup.lab.wire;

import dev.bringup.power.Elsewhere;
import java.nio.file.Path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.Rung.Dialect;
import dev.bringup.model.SecretRef;
import dev.bringup.port.Outcome;
import dev.bringup.port.Tally;
import dev.bringup.power.IpmiPower;
import dev.bringup.power.Ladder;
import dev.bringup.power.Ladder.NextBoot;
import dev.bringup.power.Ladder.Verb;
import dev.bringup.power.PduPower;
import dev.bringup.power.RedfishPower;
import dev.bringup.power.ipmi.BmcSide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The driver and the lab's units against each other, on real sockets.
class PduTest {

    private static final Ip4 HERE = Ip4.parse("127.77.3.9");
    private static final Duration MIN_OFF = Duration.ofMillis(300);
    private static final PduPower.Timing QUICK =
            new PduPower.Timing(
                    Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(20));

    private final List<PduServer> units = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private Optional<String> secret = Optional.of("admin:correct horse");

    private final Ladder ladder =
            new Ladder(
                    new Ladder.Drivers(
                            dev.bringup.power.WakeOnLan.once(_ -> Optional.empty()),
                            new IpmiPower(
                                    _ -> Optional.empty(),
                                    new SecureRandom(),
                                    InstantSource.system(),
                                    IpmiPower.Timing.USUAL),
                            new RedfishPower(
                                    _ -> Optional.empty(),
                                    InstantSource.system(),
                                    RedfishPower.Timing.USUAL),
                            new PduPower(
                                    _ -> secret, new SecureRandom(), InstantSource.system(), QUICK),
                            new dev.bringup.power.LibvirtPower(
                                    (_, _, _) ->
                                            new dev.bringup.power.LibvirtPower.Reply.Silent(
                                                    "no host here"),
                                    InstantSource.system(),
                                    dev.bringup.power.LibvirtPower.Timing.USUAL),
                            (_, _, _) -> Optional.of("no shell here"),
                            new Elsewhere(
                                    _ -> Optional.of("hook"),
                                    new SecureRandom(),
                                    InstantSource.system(),
                                    Path.of("/nowhere"),
                                    (_, _) -> {})),
                    InstantSource.system(),
                    Tally.NONE);

    @AfterEach
    void stop() {
        units.forEach(PduServer::close);
    }

    private PduServer unit(PduPlan.Face face, Integer... locked) throws IOException {
        int number = units.size();
        PduServer unit =
                PduServer.start(
                        new PduPlan(HERE, 0, face, Map.of(), Set.of(locked)),
                        new BmcSide.Login("admin", "correct horse"),
                        new Random(7),
                        () -> changes.add(number + " " + bits(number)));
        units.add(unit);
        return unit;
    }

    private String bits(int unit) {
        return Integer.toHexString(units.get(unit).relays().bits());
    }

    private static Rung.Feed feed(PduServer unit, Dialect dialect, int outlet) {
        return feed("pdu-" + outlet, unit.port(), dialect, outlet);
    }

    private static Rung.Feed feed(String name, int port, Dialect dialect, int outlet) {
        return new Rung.Feed(
                new Rung.Strip(
                        name,
                        HERE,
                        port,
                        dialect,
                        new SecretRef.Env("PDU"),
                        MIN_OFF,
                        Optional.empty()),
                outlet);
    }

    private static MachineSpec machine(Rung.Feed... feeds) {
        MachineSpec spec = Fleet.machine(1, 1);
        return Fleet.switchedBy(spec, List.of(new Rung.Pdu(Arrays.asList(feeds))));
    }

    private Outcome apply(MachineSpec machine, Verb verb) {
        return ladder.apply(machine, verb, NextBoot.AS_IT_IS);
    }

    private static Dialect dialect(PduPlan.Face face) {
        return face == PduPlan.Face.REST ? Dialect.REST : Dialect.CLASSIC;
    }

    @ParameterizedTest
    @EnumSource
    void anOutletGoesOffAndOnAgain(PduPlan.Face face) throws IOException {
        MachineSpec machine = machine(feed(unit(face), dialect(face), 3));

        assertEquals(Optional.empty(), ladder.status(machine), "fed, and perhaps asleep");
        assertEquals(new Outcome.Done(), apply(machine, Verb.OFF));
        assertEquals("fb", bits(0));
        assertEquals(Optional.of(new Ladder.Reading(Power.OFF, "pdu")), ladder.status(machine));
        assertEquals(new Outcome.Done(), apply(machine, Verb.ON));
        assertEquals("ff", bits(0));
        assertEquals(List.of("0 fb", "0 ff"), changes);
    }

    @Test
    void bothFeedsAreOffTogetherForLongEnough() throws IOException {
        MachineSpec machine =
                machine(
                        feed(unit(PduPlan.Face.REST), Dialect.REST, 1),
                        feed(unit(PduPlan.Face.FORM), Dialect.CLASSIC, 8));
        Instant start = Instant.now();

        assertEquals(new Outcome.Done(), apply(machine, Verb.CYCLE));

        assertEquals(List.of("0 fe", "1 7f", "0 ff", "1 ff"), changes);
        assertTrue(Duration.between(start, Instant.now()).compareTo(MIN_OFF) >= 0);
    }

    @Test
    void switchingOnSoonAfterSwitchingOffWaits() throws IOException {
        MachineSpec machine = machine(feed(unit(PduPlan.Face.REST), Dialect.REST, 1));
        apply(machine, Verb.OFF);
        Instant off = Instant.now();

        assertEquals(new Outcome.Done(), apply(machine, Verb.ON));

        Duration took = Duration.between(off, Instant.now());
        assertTrue(took.toMillis() >= MIN_OFF.toMillis() - 60, took::toString);
    }

    @Test
    void whatIsOnAlreadyIsNotCutOffToStartIt() throws IOException {
        MachineSpec machine = machine(feed(unit(PduPlan.Face.BASIC), Dialect.CLASSIC, 2));

        assertEquals(
                new Outcome.Retry(
                        "the outlets of n1 are on already, and only a power cycle would start"
                                + " it",
                        Duration.ofSeconds(10)),
                apply(machine, Verb.ON));
        assertEquals(List.of(), changes);
    }

    @Test
    void anOutletThatStaysOnBringsTheOtherOneBack() throws IOException {
        MachineSpec machine =
                machine(
                        feed(unit(PduPlan.Face.REST), Dialect.REST, 1),
                        feed(unit(PduPlan.Face.FORM, 8), Dialect.CLASSIC, 8));

        assertEquals(
                new Outcome.Retry(
                        "outlet 8 of PDU pdu-8 is not off after 1 s; is it locked there?",
                        Duration.ofSeconds(10)),
                apply(machine, Verb.OFF));
        assertEquals(List.of("0 fe", "0 ff"), changes);
    }

    @Test
    void nothingIsSwitchedWhileOneUnitIsSilent() throws IOException {
        PduServer gone = unit(PduPlan.Face.REST);
        MachineSpec machine =
                machine(
                        feed(unit(PduPlan.Face.REST), Dialect.REST, 1),
                        feed(gone, Dialect.REST, 2));
        gone.close();

        assertEquals(
                new Outcome.Retry(
                        "PDU pdu-2 at 127.77.3.9:%d does not answer".formatted(gone.port()),
                        Duration.ofSeconds(10)),
                apply(machine, Verb.CYCLE));
        assertEquals(List.of(), changes);
    }

    @Test
    void aUnitThatHangsIsGivenUp() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getByName("127.77.3.9"))) {
            Instant start = Instant.now();

            assertEquals(
                    new Outcome.Retry(
                            "PDU pdu-x at 127.77.3.9:%d does not answer"
                                    .formatted(mute.getLocalPort()),
                            Duration.ofSeconds(10)),
                    apply(
                            machine(feed("pdu-x", mute.getLocalPort(), Dialect.CLASSIC, 1)),
                            Verb.OFF));
            assertTrue(Duration.between(start, Instant.now()).toSeconds() < 6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordWaitsForAHuman(PduPlan.Face face) throws IOException {
        secret = Optional.of("admin:wrong horse");
        MachineSpec machine = machine(feed(unit(face), dialect(face), 3));

        assertEquals(
                new Outcome.Stalled("PDU pdu-3: wrong password for user admin"),
                apply(machine, Verb.OFF));
        secret = Optional.empty();
        assertEquals(
                new Outcome.Stalled("the credentials of PDU pdu-3 are missing"),
                apply(machine, Verb.OFF));
        assertEquals(List.of(), changes);
    }

    @Test
    void theWrongDialectIsSaid() throws IOException {
        MachineSpec rest = machine(feed(unit(PduPlan.Face.BASIC), Dialect.REST, 3));
        MachineSpec classic = machine(feed(unit(PduPlan.Face.REST), Dialect.CLASSIC, 4));

        assertEquals(
                new Outcome.Stalled(
                        "PDU pdu-3 answers 404 to /restapi/relay/outlets/2/physical_state/; does"
                                + " its page External APIs allow this?"),
                apply(rest, Verb.OFF));
        assertEquals(
                new Outcome.Retry(
                        "PDU pdu-4 does not show the state of its outlets at /index.htm (404)",
                        Duration.ofSeconds(10)),
                apply(classic, Verb.OFF));
    }

    @Test
    void aRungWithoutOutletsSaysSo() {
        assertEquals(
                new Outcome.Stalled("no outlet of a PDU feeds n1"), apply(machine(), Verb.OFF));
        assertEquals(Optional.empty(), ladder.status(machine()));
    }
}
