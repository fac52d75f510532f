package dev.bringup.netboot.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What programs that log while a machine boots really send.
class SyslogCodecTest {

    private static Optional<SyslogLine> read(String packet) {
        return SyslogCodec.decode(ByteBuffer.wrap(packet.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "<30>node-01 ipxe: net0: link up|30|node-01|ipxe|net0: link up",
                "<30>ipxe: net0: link up|30|''|ipxe|net0: link up",
                "<13>Nov 22 05:52:13 bringup: told to write|13|''|bringup|told to write",
                "<86>Nov  2 05:52:13 node-01 sshd[42]: bye|86|node-01|sshd|bye",
                "<14>2026-11-22T05:52:13.000+00:00 anaconda program: x|14|anaconda|program|x",
                "<13>1 2026-11-22T05:52:13Z h root 7 - [timeQuality tzKnown=\"1\"] hi|13|h|root|hi",
                "<11>1 - - - - - - only text|11|''|''|only text",
                "<11>1 - h p - - [a b=\"\\]\"][c] text|11|h|p|text",
                "no priority at all|13|''|''|no priority at all",
                "<999>too high|13|''|''|<999>too high",
                "<6>1 not what it says|6|''|''|1 not what it says",
            })
    void linesAreReadAsTheyAreMeant(
            String packet, int priority, String host, String program, String text) {
        SyslogLine line = new SyslogLine(priority, host, program, text);
        assertEquals(Optional.of(line), read(packet));
        assertEquals(Optional.of(line), SyslogCodec.decode(SyslogCodec.encode(line)));
    }

    @Test
    void nothingInALineMovesACursorAndNothingEmptyIsALine() {
        assertEquals(
                Optional.of(new SyslogLine(30, "", "ipxe", "a [31mb  c")),
                read("<30>ipxe: a\u001b[31mb\n\u202ec\0\r\n"));
        assertEquals(Optional.empty(), read("<30>\n"));
        assertEquals(Optional.empty(), read(""));
        assertEquals(
                SyslogCodec.LONGEST - 4, read("<30>" + "x".repeat(60_000)).get().text().length());
    }

    @Test
    void onlyWhatIsSpecialSaysHowBadItIs() {
        assertEquals("ipxe: up", new SyslogLine(30, "h", "ipxe", "up").shown());
        assertEquals("error: ipxe: no link", new SyslogLine(27, "h", "ipxe", "no link").shown());
        assertEquals("warning: hm", new SyslogLine(12, "", "", "hm").shown());
    }
}
