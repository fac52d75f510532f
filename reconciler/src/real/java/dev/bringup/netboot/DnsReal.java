package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.port.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What dig makes of our answers.
class DnsReal {

    private static final Ip4 US = Ip4.parse("127.77.0.1");

    @TempDir Path folder;

    private Netboot netboot;

    @BeforeEach
    void start() throws Exception {
        Desired desired = DnsTalk.machines(60, "127.77.0.0/16", Optional.of("lab.example"));
        netboot =
                Netboot.start(
                        new Settings(
                                US,
                                new Settings.Ports(0, 0, 0, 0, Optional.of(0)),
                                new Settings.Folders(folder, folder),
                                new Settings.Dhcp(
                                        US, Optional.empty(), US, 0, Duration.ofHours(1))),
                        () -> Optional.of(desired),
                        (_, reply) -> reply.accept(new BootAnswer.Refused("no")),
                        (_, text) -> text,
                        _ -> {},
                        Tally.NONE,
                        Runnable::run);
    }

    @AfterEach
    void stop() {
        netboot.close();
    }

    private String dig(String... asked) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "dig",
                                "@" + US,
                                "-p",
                                "" + netboot.ports().dns().orElseThrow(),
                                "+tries=1"));
        command.addAll(List.of(asked));
        Commands.Ran ran = Commands.run(command.toArray(String[]::new));
        assertEquals(0, ran.status(), ran::output);
        assertTrue(!ran.output().contains("WARNING: Message"), ran::output);
        assertTrue(!ran.output().contains("malformed"), ran::output);
        return ran.output().replaceAll("[\t ]+", " ");
    }

    @Test
    void aNameHasItsAddressAndTheAddressItsName() throws Exception {
        assertEquals("127.77.1.7\n", dig("+short", "node-07.lab.example"));
        assertEquals("127.77.1.7\n", dig("+short", "+tcp", "NODE-07.lab.Example"));
        assertEquals("127.77.1.7\n", dig("+short", "+noedns", "node-07.lab.example", "A"));
        assertEquals("node-07.lab.example.\n", dig("+short", "-x", "127.77.1.7"));
        assertEquals(
                "bringup.lab.example. hostmaster.lab.example. 0 3600 600 86400 30\n",
                dig("+short", "lab.example", "SOA"));
        assertEquals("bringup.lab.example.\n", dig("+short", "77.127.in-addr.arpa", "NS"));
    }

    @Test
    void dnsHasItsWordsForWhatIsNotThere() throws Exception {
        String found = dig("+norecurse", "node-07.lab.example");
        assertTrue(found.contains("status: NOERROR"), found);
        assertTrue(found.contains("flags: qr aa; QUERY: 1, ANSWER: 1, AUTHORITY: 0"), found);
        assertTrue(found.contains("; EDNS: version: 0, flags:; udp: 1232"), found);
        String none = dig("nobody.lab.example");
        assertTrue(none.contains("status: NXDOMAIN"), none);
        assertTrue(none.contains("lab.example. 30 IN SOA bringup.lab.example."), none);
        String empty = dig("node-07.lab.example", "AAAA");
        assertTrue(empty.contains("status: NOERROR"), empty);
        assertTrue(empty.contains("flags: qr aa rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1"), empty);
        String refused = dig("debian.org");
        assertTrue(refused.contains("status: REFUSED"), refused);
        assertTrue(refused.contains("flags: qr rd; QUERY: 1, ANSWER: 0, AUTHORITY: 0"), refused);
        assertTrue(refused.contains("recursion requested but not available"), refused);
        String newer = dig("+edns=1", "+noednsneg", "node-07.lab.example");
        assertTrue(newer.contains("status: BADVERS"), newer);
        assertTrue(dig("+opcode=update", "lab.example").contains("status: NOTIMP"));
        assertTrue(dig("-c", "CH", "version.bind", "TXT").contains("status: REFUSED"));
    }

    @Test
    void whatIsTruncatedIsAskedForAgainByTcp() throws Exception {
        String whole = dig("_kubelet._tcp.lab.example", "SRV");
        assertTrue(whole.contains(";; Truncated, retrying in TCP mode."), whole);
        assertTrue(whole.contains("ANSWER: 60,"), whole);
        assertTrue(
                whole.contains(
                        "_kubelet._tcp.lab.example. 60 IN SRV 0 0 10250 node-60.lab.example."),
                whole);
        assertTrue(whole.contains("(TCP)"), whole);
        String cut = dig("+ignore", "+noedns", "_kubelet._tcp.lab.example", "SRV");
        assertTrue(cut.contains("flags: qr aa tc rd; QUERY: 1, ANSWER: 0"), cut);
    }
}
