package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetourTest {

    private static final Rung SSH = new Rung.Ssh();
    private static final Rung HUMAN = new Rung.Manual();
    private static final Rung PDU = new Rung.Pdu(List.of());
    private static final Rung IPMI =
            new Rung.Ipmi(
                    new Rung.Bmc(
                            "bmc-01", Ip4.parse("127.77.2.1"), 623, new SecretRef.Env("BMC"), 17));

    @Test
    void whatWasTriedInVainComesLastAndEachTimeAnotherFirst() {
        List<Rung> able = List.of(SSH, HUMAN, PDU, IPMI);
        assertEquals(able, Detour.of(able, 0));
        assertEquals(List.of(IPMI, PDU, HUMAN, SSH), Detour.of(able, 1));
        assertEquals(List.of(PDU, HUMAN, SSH, IPMI), Detour.of(able, 2));
        assertEquals(List.of(HUMAN, SSH, IPMI, PDU), Detour.of(able, 3));
        assertEquals(List.of(SSH), Detour.of(List.of(SSH), 5));
        assertEquals(List.of(), Detour.of(List.of(), 1));
    }

    @Test
    void theEntryOfOneOfItsCardsIsFound() {
        String printed =
                """
                BootCurrent: 0003
                Timeout: 0 seconds
                BootOrder: 0003,0000,0001,0002,0004
                Boot0000* UiApp\tFvVol(7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1)/FvFile(462caa21)
                Boot0001* UEFI PXEv6 (MAC:525400320DB8)\tPciRoot(0x0)/Pci(0x3,0x0)/MAC(525400320db8,1)/IPv6([::]:<->[::]:,0,0)N.....YM....R,Y.
                Boot0002* UEFI HTTPv4 (MAC:525400320DB8)\tPciRoot(0x0)/Pci(0x3,0x0)/MAC(525400320db8,1)/IPv4(0.0.0.00.0.0.0,0,0)/Uri()N.....YM....R,Y.
                Boot0003* debian\tHD(1,GPT,5e2b9f6c-0000,0x800,0x3f000)/File(\\EFI\\debian\\shimx64.efi)
                Boot0004* UEFI PXEv4 (MAC:525400999999)\tPciRoot(0x0)/Pci(0x4,0x0)/MAC(525400999999,1)/IPv4(0.0.0.00.0.0.0,0,0)N.....YM....R,Y.
                Boot001A* UEFI PXEv4 (MAC:525400320DB8)\tPciRoot(0x0)/Pci(0x3,0x0)/MAC(525400320db8,1)/IPv4(0.0.0.00.0.0.0,0,0)N.....YM....R,Y.
                """;
        Mac ours = Mac.parse("52:54:00:32:0d:b8");
        assertEquals(Optional.of("001A"), BootEntries.network(printed, List.of(ours)));
        assertEquals(
                Optional.empty(),
                BootEntries.network(printed, List.of(Mac.parse("52:54:00:00:00:01"))));
        assertEquals(
                Optional.empty(),
                BootEntries.network("EFI variables are not supported", List.of(ours)));
    }
}
