package dev.bringup.power.ipmi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fuzz;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A BMC may send anything.
class IpmiFuzzTest {

    /// An open session response of RMCP+, and a message of IPMI 1.5.
    private static final List<byte[]> SAMPLES =
            List.of(
                    HexFormat.of()
                            .parseHex(
                                    "0600ff0706110000000000000000240000000400a4a3a2a0"
                                            + "0d0000a0000000080300000001000008010000000200000801000000"),
                    HexFormat.of().parseHex("0600ff07000000000000000000092018c88104388e04b5"));

    @Test
    void noExceptionEscapes() {
        AtomicInteger read = new AtomicInteger();
        new Fuzz(5, SAMPLES)
                .run(
                        40_000,
                        packet -> {
                            Bytes bytes = Bytes.copy(packet);
                            Rmcp _ = Rmcp.decode(bytes);
                            IpmiMessage.decode(bytes).ifPresent(_ -> read.incrementAndGet());
                            for (PayloadType type : PayloadType.values()) {
                                Handshake.decode(type, bytes)
                                        .ifPresent(_ -> read.incrementAndGet());
                            }
                        });
        assertTrue(read.get() > 100, read + " packets made sense");
    }
}
