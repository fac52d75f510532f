package dev.bringup.netboot;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.port.Tally;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What dig makes of our answers.
class DnsReal {

    private static final Ip4 US = Ip4.parse("127.77.0.1");

    @TempDir Path folder;

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private Netboot netboot;
    private Optional<Process> other = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        start(Optional.empty());
    }

    private void start(Optional<Settings.Others> others) throws IOException {
        Desired desired = DnsTalk.machines(60, "127.77.0.0/16", Optional.of("lab.example"));
        netboot =
                Netboot.start(
                        new Settings(
                                US,
                                new Settings.Ports(0, 0, 0, 0, Optional.of(0), Optional.empty()),
                                new Settings.Folders(folder, folder),
                                new Settings.Dhcp(US, Optional.empty(), US, 0, Duration.ofHours(1)),
                                others,
                                Settings.Ipv6.SILENT,
                                List.of()),
                        () -> Optional.of(desired),
                        (_, reply) -> reply.accept(new BootAnswer.Refused("no")),
                        (_, text) -> text,
                        _ -> {},
                        Tally.NONE,
                        blocking);
    }

    @AfterEach
    void stop() throws InterruptedException {
        netboot.close();
        blocking.shutdownNow();
        other.ifPresent(Process::destroy);
        if (other.isPresent()) {
            other.get().waitFor();
        }
    }

    /// Debian's dnsmasq knows the rest of this world, and we ask it.
    private void askDnsmasq() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        other =
                Optional.of(
                        new ProcessBuilder(
                                        "dnsmasq",
                                        "--no-daemon",
                                        "--user=root",
                                        "--conf-file=/dev/null",
                                        "--no-resolv",
                                        "--no-hosts",
                                        "--listen-address=127.0.0.1",
                                        "--bind-interfaces",
                                        "--port=" + port,
                                        "--local=/test/",
                                        "--local-ttl=77",
                                        "--auth-ttl=77",
                                        "--host-record=a.test,192.0.2.1,2001:db8::1",
                                        "--cname=c.test,a.test",
                                        "--mx-host=m.test,mail.test,10",
                                        "--txt-record=t.test,"
                                                + String.join(",", nCopies(12, "x".repeat(250))))
                                .redirectErrorStream(true)
                                .redirectOutput(folder.resolve("dnsmasq.log").toFile())
                                .start());
        netboot.close();
        start(
                Optional.of(
                        new Settings.Others(
                                List.of(new InetSocketAddress("127.0.0.1", port)),
                                new SecureRandom())));
        for (int i = 0; i < 100 && !dig("+short", "a.test").equals("192.0.2.1\n"); i++) {
            Thread.sleep(50);
        }
    }

    @Test
    void whatIsNotOursComesFromAnotherServerAsItIs() throws Exception {
        askDnsmasq();

        assertEquals("192.0.2.1\n", dig("+short", "a.test"));
        assertEquals("2001:db8::1\n", dig("+short", "a.test", "AAAA"));
        assertEquals("a.test.\n192.0.2.1\n", dig("+short", "C.test"));
        assertEquals("10 mail.test.\n", dig("+short", "m.test", "MX"));
        assertEquals("a.test.\n", dig("+short", "-x", "192.0.2.1"));
        assertEquals("127.77.1.7\n", dig("+short", "node-07.lab.example"));
        String none = dig("nobody.test");
        assertTrue(none.contains("status: NXDOMAIN"), none);
        assertTrue(none.contains("flags: qr rd ra"), none);
        String refused = dig("+norecurse", "a.test");
        assertTrue(refused.contains("status: REFUSED"), refused);
    }

    @Test
    void aLongAnswerOfAnotherServerComesByTcp() throws Exception {
        askDnsmasq();
        String whole = dig("t.test", "TXT");

        assertTrue(whole.contains(";; Truncated, retrying in TCP mode."), whole);
        assertTrue(whole.contains("(TCP)"), whole);
        assertEquals(12 * 250, whole.chars().filter(c -> c == 'x').count(), whole);
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
