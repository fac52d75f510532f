package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.port.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DropsTest {

    /// As Linux 6.1 prints it; 0043 is port 67.
    private static final List<String> TABLE =
            List.of(
                    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
                            + "   uid  timeout inode ref pointer drops",
                    "  259: 00000000:0043 00000000:0000 07 00000000:00000000 00:00000000 00000000 "
                            + "    0        0 35262 2 0000000000000000 7",
                    " 1261: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 "
                            + "    0        0 35263 2 0000000000000000 9");

    private final List<String> counted = new ArrayList<>();

    private final class Counting implements Tally {
        @Override
        public void add(String series, String kind, String outcome, long more) {
            counted.add(series + " " + kind + " " + outcome + " " + more);
        }

        @Override
        public void time(String series, String kind, String outcome, Duration took) {}
    }

    @Test
    void whatTheKernelDroppedIsCountedOnceAndOnlyForOurPorts() {
        Drops drops = new Drops(Map.of(67, "dhcp", 69, "tftp"), new Counting());
        Map<Integer, Long> found = new HashMap<>();
        TABLE.forEach(line -> drops.row(line, found));

        assertEquals(Map.of(67, 7L), found);
        drops.take(found);
        drops.take(found);
        drops.take(Map.of(67, 10L));
        // The socket was opened anew.
        drops.take(Map.of(67, 1L));
        drops.take(Map.of(67, 3L));
        assertEquals(
                List.of(
                        "udp_packets dhcp dropped 7",
                        "udp_packets dhcp dropped 3",
                        "udp_packets dhcp dropped 2"),
                counted);
    }
}
