package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Change;
import dev.bringup.model.FieldClass;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final Ip4 AWAY = Ip4.parse("10.0.9.2");

    private static MachineSpec with(Rung... ladder) {
        MachineSpec machine = Fleet.machine(1, 1);
        MachineSpec.Hardware hardware = machine.hardware();
        return new MachineSpec(
                machine.id(),
                new MachineSpec.Hardware(
                        hardware.macs(),
                        hardware.uuid(),
                        hardware.serial(),
                        List.of(ladder),
                        hardware.disk(),
                        hardware.rack(),
                        hardware.pdus()),
                machine.address(),
                machine.profile(),
                machine.install(),
                machine.node(),
                machine.intent());
    }

    private static Rung bmc(int cipherSuite) {
        return new Rung.Ipmi(
                new Rung.Bmc("bmc-02", AWAY, 623, new SecretRef.Env("BMC"), cipherSuite));
    }

    private static Rung.Feed outlet(int number) {
        return new Rung.Feed(
                new Rung.Strip(
                        "pdu-a",
                        AWAY,
                        80,
                        Rung.Dialect.REST,
                        new SecretRef.Env("PDU"),
                        Duration.ofSeconds(10),
                        Optional.empty()),
                number);
    }

    @Test
    void aLadderIsToldInWords() {
        assertEquals(
                List.of(
                        new Change(
                                "power",
                                FieldClass.LIVE,
                                "wol to 10.0.9.2:9, then ssh",
                                "ipmi by bmc-02 at 10.0.9.2:623, then pdu by outlet 3 of PDU pdu-a"
                                        + " and outlet 4 of PDU pdu-a")),
                Changes.of(
                        with(Rung.Wol.byUdp(Optional.of(AWAY), 9), new Rung.Ssh()),
                        with(bmc(17), new Rung.Pdu(List.of(outlet(3), outlet(4))))));
    }

    @Test
    void aLadderOfTheSameWordsMayStillDiffer() {
        assertEquals(
                List.of(
                        new Change(
                                "power",
                                FieldClass.LIVE,
                                "ipmi by bmc-02 at 10.0.9.2:623",
                                "ipmi by bmc-02 at 10.0.9.2:623, reached in another way")),
                Changes.of(with(bmc(17)), with(bmc(3))));
        assertEquals(List.of(), Changes.of(with(bmc(3)), with(bmc(3))));
    }
}
