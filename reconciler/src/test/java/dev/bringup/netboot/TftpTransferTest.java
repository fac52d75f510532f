package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.netboot.tftp.TftpPacket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TftpTransferTest {

    private static TftpTransfer transfer(int size, Map<String, String> options) {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        return TftpTransfer.of(ByteBuffer.wrap(content), options);
    }

    private static TftpTransfer after(TftpTransfer transfer, TftpPacket packet) {
        return assertInstanceOf(TftpTransfer.Next.Send.class, transfer.on(packet)).transfer();
    }

    private static int number(TftpPacket packet) {
        return assertInstanceOf(TftpPacket.Block.class, packet).number();
    }

    /// A client over a wire that loses one packet in `oneIn`: it returns what it read.
    private static byte[] fetch(TftpTransfer start, int oneIn) {
        Random wire = new Random(oneIn);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        TftpTransfer transfer = start;
        List<TftpPacket> sent = start.due();
        long expected = 1;
        while (true) {
            Optional<TftpPacket> answer = Optional.empty();
            for (TftpPacket packet : sent) {
                if (wire.nextInt(oneIn) == 0) {
                    continue;
                }
                if (packet instanceof TftpPacket.OptionsAccepted) {
                    answer = Optional.of(new TftpPacket.Acknowledge(0));
                }
                if (packet instanceof TftpPacket.Block(int number, ByteBuffer content)) {
                    if (number == (expected & 0xffff)) {
                        byte[] bytes = new byte[content.remaining()];
                        content.duplicate().get(bytes);
                        received.writeBytes(bytes);
                        expected++;
                    }
                    answer = Optional.of(new TftpPacket.Acknowledge((int) (expected - 1 & 0xffff)));
                }
            }
            TftpTransfer.Next next =
                    answer.filter(_ -> wire.nextInt(oneIn) != 0)
                            .map(transfer::on)
                            .orElseGet(transfer::onSilence);
            switch (next) {
                case TftpTransfer.Next.Send(TftpTransfer moved, List<TftpPacket> packets) -> {
                    transfer = moved;
                    sent = packets;
                }
                case TftpTransfer.Next.Ignore() -> sent = List.of();
                case TftpTransfer.Next.Ended(TftpTransfer.End end, _) -> {
                    assertEquals(TftpTransfer.End.COMPLETE, end);
                    return received.toByteArray();
                }
            }
        }
    }

    @Test
    void optionsAreAcceptedWithinOurLimits() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("blksize", "99999");
        asked.put("tsize", "0");
        asked.put("timeout", "3");
        asked.put("windowsize", "500");
        asked.put("multicast", "");
        Map<String, String> accepted = new LinkedHashMap<>();
        accepted.put("blksize", "65464");
        accepted.put("tsize", "1000");
        accepted.put("timeout", "3");
        accepted.put("windowsize", "64");
        TftpTransfer transfer = transfer(1000, asked);
        assertEquals(List.of(new TftpPacket.OptionsAccepted(accepted)), transfer.due());
        assertEquals(Duration.ofSeconds(3), transfer.patience());
    }

    @Test
    void optionsThatMakeNoSenseAreLeftOut() {
        for (String nonsense : List.of("7", "-1", "x", "", "99999999999")) {
            TftpTransfer transfer =
                    transfer(10, Map.of("blksize", nonsense, "timeout", "0", "windowsize", "0"));
            assertEquals(1, number(transfer.due().getFirst()), nonsense);
        }
    }

    @Test
    void aFileArrivesWholeOverALossyWire() {
        List<Map<String, String>> terms =
                List.of(
                        Map.of(),
                        Map.of("blksize", "1432", "tsize", "0"),
                        Map.of("blksize", "1468", "windowsize", "4"));
        for (Map<String, String> options : terms) {
            for (int size : List.of(0, 1, 511, 512, 513, 70_000)) {
                TftpTransfer transfer = transfer(size, options);
                byte[] expected = transfer.file().array();
                assertArrayEquals(expected, fetch(transfer, 1_000_000), options + " " + size);
                assertArrayEquals(expected, fetch(transfer, 10), options + " lossy " + size);
            }
        }
    }

    @Test
    void blockNumbersWrapInLargeFiles() {
        TftpTransfer transfer = transfer(8 * 70_000, Map.of("blksize", "8"));
        assertArrayEquals(transfer.file().array(), fetch(transfer, 1_000_000));
    }

    @Test
    void anOldAcknowledgementIsNotAnswered() {
        TftpTransfer transfer = after(transfer(5000, Map.of()), new TftpPacket.Acknowledge(1));
        assertEquals(new TftpTransfer.Next.Ignore(), transfer.on(new TftpPacket.Acknowledge(1)));
        assertEquals(new TftpTransfer.Next.Ignore(), transfer.on(new TftpPacket.Acknowledge(7)));
    }

    @Test
    void aWindowThatWasLostIsSentAgainAtOnceAndOnlyOnce() {
        TftpTransfer sent =
                after(transfer(50_000, Map.of("windowsize", "4")), new TftpPacket.Acknowledge(0));
        TftpTransfer moved = after(sent, new TftpPacket.Acknowledge(4));
        TftpTransfer again = after(moved, new TftpPacket.Acknowledge(4));
        assertEquals(
                List.of(5, 6, 7, 8), again.due().stream().map(TftpTransferTest::number).toList());
        assertEquals(new TftpTransfer.Next.Ignore(), again.on(new TftpPacket.Acknowledge(4)));
        TftpTransfer next = after(again, new TftpPacket.Acknowledge(8));
        assertEquals(9, number(next.due().getFirst()));
        assertEquals(
                List.of(9, 10, 11, 12),
                after(next, new TftpPacket.Acknowledge(8)).due().stream()
                        .map(TftpTransferTest::number)
                        .toList());
    }

    @Test
    void anAcknowledgementInsideTheWindowMovesIt() {
        TftpTransfer transfer =
                after(transfer(50_000, Map.of("windowsize", "4")), new TftpPacket.Acknowledge(0));
        TftpTransfer moved = after(transfer, new TftpPacket.Acknowledge(2));
        assertEquals(
                List.of(3, 4, 5, 6), moved.due().stream().map(TftpTransferTest::number).toList());
    }

    @Test
    void aClientThatOnlyWantedTheSizeMayGo() {
        TftpTransfer transfer = transfer(5000, Map.of("tsize", "0"));
        assertEquals(
                new TftpTransfer.Next.Ended(TftpTransfer.End.PROBED, Optional.empty()),
                transfer.on(new TftpPacket.Failure(TftpPacket.Code.UNDEFINED, "User aborted")));
    }

    @Test
    void onlyWhoAnsweredOnceAndWasNotSilentSinceIsHurried() {
        TftpTransfer asked = transfer(5000, Map.of("blksize", "1000"));
        assertFalse(asked.isHurried());
        TftpTransfer sent = after(asked, new TftpPacket.Acknowledge(0));
        assertTrue(sent.isHurried() && sent.isBeyond(asked));
        TftpTransfer again =
                assertInstanceOf(TftpTransfer.Next.Send.class, sent.onSilence()).transfer();
        assertFalse(again.isHurried() || again.isBeyond(sent));
        assertTrue(after(again, new TftpPacket.Acknowledge(1)).isHurried());
    }

    @Test
    void silenceIsWaitedOutLongerEachTimeAndThenGivenUp() {
        TftpTransfer transfer = transfer(5000, Map.of());
        StringBuilder waits = new StringBuilder();
        while (true) {
            waits.append(transfer.patience().toSeconds());
            waits.append(transfer.isStuck() ? "! " : " ");
            TftpTransfer.Next next = transfer.onSilence();
            if (next instanceof TftpTransfer.Next.Ended(TftpTransfer.End end, _)) {
                assertEquals(TftpTransfer.End.ABANDONED, end);
                break;
            }
            transfer = assertInstanceOf(TftpTransfer.Next.Send.class, next).transfer();
            assertTrue(number(transfer.due().getFirst()) == 1);
        }
        assertEquals("1 2 4! 8 8 8 ", waits.toString());
    }
}
