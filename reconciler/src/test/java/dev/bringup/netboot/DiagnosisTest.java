package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.netboot.tftp.TftpPacket;
import dev.bringup.port.Trouble;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What both sides of a conversation say of what is wrong with it.
class DiagnosisTest {

    private static final MachineId N1 = new MachineId("node-01");
    private static final Ip4 RELAY = Ip4.parse("10.5.0.2");

    private static Optional<Trouble> dhcp(String sentence, String remedy) {
        return Optional.of(new Trouble(Optional.of(N1), "DHCP", sentence, remedy));
    }

    private static Trouble tftp(String sentence, String remedy) {
        return new Trouble(Optional.of(N1), "TFTP", sentence, remedy);
    }

    @Test
    void offersThatNobodyTakesDoNotArrive() {
        assertEquals(
                dhcp(
                        "node-01 asks by the relay 10.5.0.2 for an address again and again, and"
                                + " takes none that it is offered: our offers do not reach it",
                        "look at the relay: a route back to us, UDP 67 and 68 through its"
                                + " firewall, and its interface to the machine"),
                Diagnosis.offers(N1, 4, Duration.ofSeconds(7), Optional.of(RELAY)));
        assertEquals(
                dhcp(
                        "node-01 asks for an address again and again, and takes none that it is"
                                + " offered: our offers do not reach it",
                        "look at the switch: VLAN, spanning tree without portfast, and DHCP"
                                + " snooping that does not trust our port"),
                Diagnosis.offers(N1, 4, Duration.ofSeconds(7), Optional.empty()));
        assertEquals(
                Optional.empty(),
                Diagnosis.offers(N1, 3, Duration.ofSeconds(60), Optional.empty()));
        assertEquals(
                Optional.empty(), Diagnosis.offers(N1, 9, Duration.ofSeconds(4), Optional.empty()));
    }

    @Test
    void whoTakesAnOfferOrComesBackLaterBeginsAnew() {
        Conversations conversations = new Conversations();
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), offered(conversations, 3 * i));
        }
        conversations.requested(N1);
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), offered(conversations, 20 + 3 * i));
        }
        assertEquals(Optional.empty(), offered(conversations, 1000));
        for (int i = 1; i < 3; i++) {
            assertEquals(Optional.empty(), offered(conversations, 1000 + 3 * i));
        }
        assertEquals(
                Diagnosis.offers(N1, 4, Duration.ofSeconds(9), Optional.empty()),
                offered(conversations, 1009));
    }

    private static Optional<Trouble> offered(Conversations conversations, int seconds) {
        return conversations.offered(N1, Optional.empty(), TimeUnit.SECONDS.toNanos(seconds));
    }

    private static TftpTransfer transfer(Map<String, String> options) {
        return TftpTransfer.of(ByteBuffer.allocate(100_000), options);
    }

    private static TftpTransfer after(TftpTransfer transfer, int block) {
        return transfer.on(new TftpPacket.Acknowledge(block))
                        instanceof TftpTransfer.Next.Send(TftpTransfer moved, _)
                ? moved
                : transfer;
    }

    @Test
    void aTransferThatGoesSilentSaysWhere() {
        TftpTransfer asked = transfer(Map.of("blksize", "1468"));
        assertEquals(
                tftp(
                        "node-01 asked for snponly.efi and did not hear our answer",
                        "each transfer has a port of its own: let UDP pass from us to the"
                                + " machine, not only port 69"),
                Diagnosis.silent(N1, "snponly.efi", asked));
        TftpTransfer begun = after(asked, 0);
        assertEquals(
                tftp(
                        "node-01 stopped at block 1 of 69 of snponly.efi, with blocks of 1468"
                                + " bytes",
                        "packets of that size do not arrive: make the MTU the same all the way"),
                Diagnosis.silent(N1, "snponly.efi", begun));
        assertEquals(
                tftp(
                        "node-01 stopped at block 2 of 69 of a?b, with blocks of 1468 bytes",
                        "look at the cable, the switch port and the machine: it went silent"),
                Diagnosis.silent(N1, "a\u001bb", after(begun, 1)));
    }
}
