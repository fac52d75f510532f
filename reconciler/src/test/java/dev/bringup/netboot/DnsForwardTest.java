package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Ip4;
import dev.bringup.netboot.dns.DnsCodec;
import dev.bringup.netboot.dns.DnsFact;
import dev.bringup.netboot.dns.DnsMessage;
import dev.bringup.netboot.dns.DnsMessage.Edns;
import dev.bringup.netboot.dns.DnsMessage.Entry;
import dev.bringup.netboot.dns.DnsMessage.Flag;
import dev.bringup.netboot.dns.DnsMessage.Header;
import dev.bringup.netboot.dns.DnsMessage.Sections;
import dev.bringup.netboot.dns.DnsType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names that are not ours, asked of another server on real sockets.
@Timeout(30)
class DnsForwardTest {

    private static final DnsMessage QUESTION = DnsTalk.question("Debian.org", DnsType.A);
    private static final DnsFact ADDRESS = new DnsFact.A(Ip4.parse("192.0.2.7").bits());
    private static final DnsFact SOA =
            new DnsFact.Soa(
                    DnsTalk.question("ns.org", 1).questions().getFirst().name(),
                    DnsTalk.question("me.org", 1).questions().getFirst().name(),
                    1,
                    new DnsFact.Times(1, 1, 1, 20));

    private final AtomicLong seconds = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private OtherDns other;
    private Resolver resolver;

    @BeforeEach
    void start() throws IOException {
        other = new OtherDns();
        resolver = resolver(other.address());
    }

    private Resolver resolver(InetSocketAddress... servers) {
        return new Resolver(
                new Upstream(
                        new Settings.Others(List.of(servers), new SecureRandom()),
                        System::nanoTime),
                threads,
                () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    }

    @AfterEach
    void stop() throws IOException {
        threads.shutdownNow();
        other.close();
    }

    private static byte[] reply(DnsMessage asked, int rcode, Set<Flag> more, Sections sections) {
        EnumSet<Flag> flags = EnumSet.of(Flag.RESPONSE, Flag.RECURSION_AVAILABLE);
        flags.addAll(more);
        ByteBuffer packet =
                DnsCodec.encode(
                        new DnsMessage(
                                new Header(asked.header().id(), 0, flags, rcode),
                                asked.questions(),
                                sections));
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return bytes;
    }

    private static Entry entry(DnsMessage asked, long ttl, DnsFact data) {
        return new Entry(asked.questions().getFirst().name(), DnsType.IN, ttl, data);
    }

    static byte[] address(DnsMessage asked) {
        return reply(
                asked,
                0,
                Set.of(),
                new Sections(List.of(entry(asked, 100, ADDRESS)), List.of(), List.of()));
    }

    private String ask(DnsMessage question) throws InterruptedException {
        return ask(question, DnsPolicy.Over.UDP);
    }

    private String ask(DnsMessage question, DnsPolicy.Over over) throws InterruptedException {
        BlockingQueue<Optional<Resolver.Known>> known = new LinkedBlockingQueue<>();
        resolver.resolve(question, known::add);
        DnsPolicy.Answer answer =
                DnsPolicy.handed(
                        question,
                        known.take(),
                        new DnsPolicy.Way(over, DnsPolicy.Help.ASKS_OTHERS));
        return answer instanceof DnsPolicy.Answer.Reply reply
                ? DnsTalk.text(reply.packet()) + " (" + reply.outcome() + ")"
                : "nothing";
    }

    @Test
    void anAnswerIsHandedOnAndRememberedForAsLongAsItMay() throws Exception {
        other.answers = asked -> List.of(address(asked));
        String wanted = "0 recursion_desired recursion_available; answer ";

        assertEquals(wanted + "Debian.org. 100 A 192.0.2.7 (forwarded)", ask(QUESTION));
        seconds.set(40);
        assertEquals(
                wanted + "debian.ORG. 60 A 192.0.2.7 (cached)",
                ask(DnsTalk.question("debian.ORG", DnsType.A)));
        seconds.set(100);
        assertEquals(wanted + "Debian.org. 100 A 192.0.2.7 (forwarded)", ask(QUESTION));
        assertEquals(List.of("udp Debian.org.", "udp Debian.org."), other.asked);
    }

    @Test
    void thatThereIsNoSuchNameIsRememberedToo() throws Exception {
        other.answers =
                asked ->
                        List.of(
                                reply(
                                        asked,
                                        3,
                                        Set.of(),
                                        new Sections(
                                                List.of(),
                                                List.of(entry(asked, 500, SOA)),
                                                List.of())));
        String wanted = "3 recursion_desired recursion_available; authority Debian.org. ";

        assertEquals(wanted + "500 SOA ns.org. me.org. 1 (forwarded)", ask(QUESTION));
        seconds.set(19);
        assertEquals(wanted + "481 SOA ns.org. me.org. 1 (cached)", ask(QUESTION));
        seconds.set(20);
        assertEquals(wanted + "500 SOA ns.org. me.org. 1 (forwarded)", ask(QUESTION));
    }

    @Test
    void aForgedAnswerDoesNotCount() throws Exception {
        other.answers =
                asked -> {
                    DnsMessage guessed =
                            new DnsMessage(
                                    new Header(asked.header().id() ^ 1, 0, Set.of(), 0),
                                    asked.questions(),
                                    Sections.NONE);
                    DnsMessage another =
                            new DnsMessage(
                                    asked.header(),
                                    DnsTalk.question("debian.net", DnsType.A).questions(),
                                    Sections.NONE);
                    return List.of(
                            new byte[3],
                            reply(guessed, 3, Set.of(), Sections.NONE),
                            reply(another, 3, Set.of(), Sections.NONE),
                            address(asked));
                };

        assertEquals(
                "0 recursion_desired recursion_available; answer Debian.org. 100 A 192.0.2.7"
                        + " (forwarded)",
                ask(QUESTION));
    }

    @Test
    void whatDoesNotFitADatagramIsAskedForByTcp() throws Exception {
        other.answers =
                asked -> {
                    List<Entry> many =
                            IntStream.range(0, 80).mapToObj(i -> entry(asked, 9, ADDRESS)).toList();
                    return List.of(
                            reply(asked, 0, Set.of(), new Sections(many, List.of(), List.of())));
                };
        other.answers = cutByUdp(other.answers);

        assertEquals(
                "0 truncated recursion_desired recursion_available (truncated)", ask(QUESTION));
        String whole = ask(QUESTION, DnsPolicy.Over.TCP);
        assertEquals(81, whole.split("192.0.2.7", -1).length, whole);
        assertTrue(whole.endsWith("(cached)"), whole);
        assertEquals(List.of("udp Debian.org.", "tcp Debian.org."), other.asked);
    }

    /// By UDP a reply that says that there is more, by TCP the whole.
    private static Function<DnsMessage, List<byte[]>> cutByUdp(
            Function<DnsMessage, List<byte[]>> whole) {
        AtomicLong times = new AtomicLong();
        return asked ->
                times.getAndIncrement() == 0
                        ? List.of(reply(asked, 0, Set.of(Flag.TRUNCATED), Sections.NONE))
                        : whole.apply(asked);
    }

    @Test
    void theNextServerIsAskedWhenOneIsSilentOrLost() throws Exception {
        try (OtherDns lost = new OtherDns()) {
            lost.answers = asked -> List.of(reply(asked, 2, Set.of(), Sections.NONE));
            other.answers = asked -> List.of(address(asked));
            resolver = resolver(lost.address(), other.address());
            assertTrue(ask(QUESTION).endsWith("192.0.2.7 (forwarded)"));
            lost.answers = _ -> List.of();
            assertTrue(
                    ask(DnsTalk.question("other.org", DnsType.A))
                            .endsWith("192.0.2.7 (forwarded)"));
        }
    }

    @Test
    void whenNobodyAnswersThatIsAFailureAndNotRemembered() throws Exception {
        other.answers = asked -> List.of(reply(asked, 2, Set.of(), Sections.NONE));

        assertEquals("2 recursion_desired recursion_available (forwarded)", ask(QUESTION));
        other.close();
        assertEquals("2 recursion_desired recursion_available (servfail)", ask(QUESTION));
    }

    @Test
    void optionsOfTheAskerStayHereAndEdnsIsToldApart() throws Exception {
        other.answers = asked -> List.of(address(asked));
        String _ = ask(DnsTalk.with(QUESTION, new Edns(4000, 0, 0, false)));
        String _ = ask(QUESTION);

        assertEquals(List.of("udp Debian.org. edns 1232", "udp Debian.org."), other.asked);
    }

    @Test
    void whoAsksForTheSameWaitsForOneAnswer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        other.answers =
                asked -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of(address(asked));
                };
        BlockingQueue<Optional<Resolver.Known>> known = new LinkedBlockingQueue<>();
        for (int i = 0; i <= Resolver.MOST_WAITING; i++) {
            resolver.resolve(QUESTION, known::add);
        }
        assertEquals(1, known.size(), "one too many is told so at once");
        assertEquals(Optional.empty(), known.take());
        go.countDown();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < Resolver.MOST_WAITING; i++) {
            all.add(known.take().map(Resolver.Known::source).orElse("nothing"));
        }
        assertEquals(Set.of("forwarded"), Set.copyOf(all));
        assertEquals(List.of("udp Debian.org."), other.asked);
    }
}
