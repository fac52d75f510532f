package dev.bringup.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.power.Calibration.Finding;
import dev.bringup.power.Calibration;
import dev.bringup.power.PduPower;
import dev.bringup.power.ipmi.BmcSide;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Outlets that are plugged otherwise than Git says, found by switching a unit of the lab for real.
class CalibrationTest {

    private static final Ip4 HERE = Ip4.parse("127.77.3.8");
    private static final MachineSpec OTHER = Fleet.machine(2, 1);
    private static final String ONE = "outlet 1 of PDU pdu-a";
    private static final String TWO = "outlet 2 of PDU pdu-a";

    /// What is really plugged where: a machine runs while one of its outlets is on.
    private final Map<MachineId, Set<Integer>> plugged = new HashMap<>();

    private PduServer unit;

    @BeforeEach
    void start() throws IOException {
        unit =
                PduServer.start(
                        new PduPlan(HERE, 0, PduPlan.Face.REST, Map.of(), Set.of()),
                        new BmcSide.Login("admin", "correct horse"),
                        new Random(7),
                        () -> {});
        plugged.put(OTHER.id(), Set.of(8));
    }

    @AfterEach
    void stop() {
        assertEquals(0xff, unit.relays().bits(), "everything is on again");
        unit.close();
    }

    private boolean runs(MachineId id) {
        return plugged.getOrDefault(id, Set.of()).stream()
                .anyMatch(outlet -> (unit.relays().bits() >> (outlet - 1) & 1) == 1);
    }

    private List<Finding> found(int... outlets) {
        PduPower pdu =
                new PduPower(
                        _ -> Optional.of("admin:correct horse"),
                        new SecureRandom(),
                        InstantSource.system(),
                        new PduPower.Timing(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(5)));
        Calibration calibration =
                new Calibration(
                        pdu,
                        machines -> {
                            Set<MachineId> answering = new TreeSet<>();
                            machines.stream()
                                    .map(MachineSpec::id)
                                    .filter(this::runs)
                                    .forEach(answering::add);
                            return answering;
                        },
                        InstantSource.system(),
                        new Calibration.Timing(
                                Duration.ofMillis(60),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(5)));
        return calibration.run(fed(outlets), List.of(OTHER));
    }

    private MachineSpec fed(int... outlets) {
        MachineSpec spec = Fleet.machine(1, 1);
        Rung.Strip strip =
                new Rung.Strip(
                        "pdu-a",
                        HERE,
                        unit.port(),
                        Rung.Dialect.REST,
                        new SecretRef.Env("PDU"),
                        Duration.ofMillis(5),
                        Optional.empty());
        List<Rung.Feed> feeds =
                Arrays.stream(outlets).mapToObj(n -> new Rung.Feed(strip, n)).toList();
        return Fleet.switchedBy(spec, List.of(new Rung.Pdu(feeds)));
    }

    private void plug(Integer... outlets) {
        plugged.put(Fleet.id(1), Set.of(outlets));
    }

    @Test
    void oneFeedAsGitSays() {
        plug(1);
        assertEquals(List.of(new Finding(ONE, true, "n1 hangs on it, and nobody else")), found(1));
    }

    @Test
    void twoFeedsGoOffOneAfterTheOtherThenTogether() {
        plug(1, 2);
        assertEquals(
                List.of(
                        new Finding(ONE, true, "n1 went on by its other feed"),
                        new Finding(TWO, true, "n1 went on by its other feed"),
                        new Finding(ONE + ", " + TWO, true, "n1 hangs on it, and nobody else")),
                found(1, 2));
    }

    @Test
    void aFeedThatCarriesNothingIsFound() {
        plug(1);
        assertEquals(
                List.of(new Finding(ONE, false, "n1 went off with it: no other feed carries it")),
                found(1, 2));
    }

    @Test
    void anotherMachineOnTheOutletIsNamed() {
        plug(2);
        plugged.put(OTHER.id(), Set.of(1));
        assertEquals(List.of(new Finding(ONE, false, "n2 hangs on it, not n1")), found(1));
    }

    @Test
    void bothOnTheOutletAreNamed() {
        plug(1);
        plugged.put(OTHER.id(), Set.of(1));
        assertEquals(List.of(new Finding(ONE, false, "n1 and n2 hang on it")), found(1));
    }

    @Test
    void anOutletThatFeedsNobodyIsFound() {
        plug(5);
        assertEquals(
                List.of(new Finding(ONE, false, "n1 went on without: it hangs on another outlet")),
                found(1));
    }

    @Test
    void whoIsOffAlreadyIsNotCalibrated() {
        plugged.remove(Fleet.id(1));
        assertEquals(
                List.of(
                        new Finding(
                                ONE,
                                false,
                                "n1 does not answer on its SSH port, so nobody would see it"
                                        + " go; nothing was switched")),
                found(1));
    }
}
