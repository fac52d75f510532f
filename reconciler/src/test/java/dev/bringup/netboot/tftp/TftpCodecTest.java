package dev.bringup.netboot.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TftpCodecTest {

    private static TftpCodec.Decoded decode(String latin1) {
        return TftpCodec.decode(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aRequestOfUefiFirmwareIsRead() {
        assertEquals(
                new TftpCodec.Decoded.Packet(
                        new TftpPacket.Read(
                                "snponly.efi",
                                "octet",
                                Map.of("tsize", "0", "blksize", "1468", "windowsize", "4"))),
                decode(
                        "\0\1snponly.efi\0OCTET\0tsize\0"
                                + "0\0blkSize\0"
                                + "1468\0windowsize\0"
                                + "4\0"));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        List<TftpPacket> packets =
                List.of(
                        new TftpPacket.Read("a", "octet", Map.of("tsize", "0")),
                        new TftpPacket.Write("a"),
                        new TftpPacket.Block(65535, ByteBuffer.wrap(new byte[] {1, 2, 3})),
                        new TftpPacket.Block(1, ByteBuffer.allocate(0)),
                        new TftpPacket.Acknowledge(40000),
                        new TftpPacket.Failure(TftpPacket.Code.FILE_NOT_FOUND, "no such file"),
                        new TftpPacket.OptionsAccepted(Map.of("blksize", "1432")));
        for (TftpPacket packet : packets) {
            assertEquals(
                    new TftpCodec.Decoded.Packet(packet),
                    TftpCodec.decode(TftpCodec.encode(packet)));
        }
    }

    @Test
    void whatIsNoTftpIsSaidToBeMalformed() {
        Map<String, String> cases =
                Map.of(
                        "\0\1a", "3 bytes are too few for TFTP",
                        "\0\1file", "a request without file or mode",
                        "\0\1f\0octet\0blksize\0", "an option without a value",
                        "\0\2file", "a file name without an end",
                        "\0\u0009file", "operation 9");
        cases.forEach((bytes, because) ->
                assertEquals(new TftpCodec.Decoded.Malformed(because), decode(bytes)));
    }

    @Test
    void noBytesWhateverMakeItThrow() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = 0;
                bytes[1] = (byte) (i % 8);
            }
            TftpCodec.decode(ByteBuffer.wrap(bytes));
        }
    }
}
