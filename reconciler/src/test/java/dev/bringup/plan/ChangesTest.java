package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Change;
import dev.bringup.model.FieldClass;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final Ip4 AWAY = Ip4.parse("10.0.9.2");

    private static MachineSpec with(Rung... ladder) {
        MachineSpec machine = Fleet.machine(1, 1);
        MachineSpec.Hardware hardware = machine.hardware();
        return new MachineSpec(
                machine.id(),
                hardware.with(List.of(ladder)),
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

    private static MachineSpec at(MachineSpec machine, String mac, Optional<String> uuid) {
        MachineSpec.Hardware was = machine.hardware();
        return new MachineSpec(
                machine.id(),
                new MachineSpec.Hardware(
                        List.of(Mac.parse(mac)),
                        uuid,
                        Optional.empty(),
                        was.power(),
                        was.disk(),
                        Optional.empty()),
                machine.address(),
                machine.profile(),
                machine.install(),
                machine.node(),
                machine.intent());
    }

    private static Change macs(FieldClass kind) {
        return new Change("macs", kind, "[52:54:00:00:00:01]", "[52:54:00:00:00:02]");
    }

    @Test
    void anotherMacOfTheSameBoardIsNoOtherMachine() {
        MachineSpec machine = Fleet.machine(1, 1);
        Optional<String> board = Optional.of("4c4c4544-0042-4b10-8057-b7c04f4a5831");

        assertEquals(
                List.of(macs(FieldClass.LIVE)),
                Changes.of(
                        at(machine, "52:54:00:00:00:01", board),
                        at(machine, "52:54:00:00:00:02", board)));
        assertEquals(
                List.of(macs(FieldClass.IDENTITY)),
                Changes.of(
                        at(machine, "52:54:00:00:00:01", Optional.empty()),
                        at(machine, "52:54:00:00:00:02", Optional.empty())));
    }

    @Test
    void aMachineUnderAnotherNameIsReleasedAndInstalled() {
        String mac = "52:54:00:00:00:01";
        MachineSpec one = at(Fleet.machine(1, 1), mac, Optional.empty());
        MachineSpec two = at(Fleet.machine(2, 1), mac, Optional.empty());

        assertEquals(
                "{n1=[removed; renamed to n2], n2=[new; it is n1 renamed: that is released, and"
                        + " this installed once disk.overwrite names the disk]}",
                told(one, two));
        assertEquals(
                "{n1=[removed], n2=[new]}",
                told(one, at(two, "52:54:00:00:00:02", Optional.empty())));
    }

    private static String told(MachineSpec before, MachineSpec after) {
        SortedMap<MachineId, List<String>> all = new TreeMap<>();
        Changes.between(
                        Fleet.of(1, Fleet.ONE_AT_A_TIME, before),
                        Fleet.of(2, Fleet.ONE_AT_A_TIME, after))
                .forEach((id, some) -> all.put(id, some.stream().map(Change::to).toList()));
        return all.toString();
    }
}
