package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.bringup.model.Lead;
import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.SecretRef;
import dev.bringup.port.Note;
import dev.bringup.port.Tally;
import dev.bringup.query.Pictures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// From what the engine says to what a receiver gets, over a socket, across restarts and changes of
/// who leads.
@Timeout(60)
class NotifierTest {

    @TempDir Path folder;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                    received.add(new String(body, StandardCharsets.UTF_8));
                });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Notifier.Plan plan(Optional<String> ca) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        return new Notifier.Plan(
                List.of(
                        new Receiver(
                                "chat",
                                Set.of(Topic.ALARM, Topic.ACCEPTED, Topic.HELD),
                                new Receiver.Slack(new SecretRef.Env(url)),
                                new Receiver.Pace(Duration.ofHours(1), 30),
                                Optional.empty()),
                        new Receiver(
                                "hook",
                                Set.of(Topic.REJECTED),
                                new Receiver.Webhook(url, Optional.empty(), Optional.empty(), ca),
                                new Receiver.Pace(Duration.ofHours(1), 30),
                                Optional.empty())),
                Duration.ZERO,
                folder);
    }

    private Notifier start() {
        Notifier notifier =
                new Notifier(
                        plan(Optional.empty()),
                        new Notifier.Around(
                                ref -> Optional.of(((SecretRef.Env) ref).name()),
                                (_, letter, cluster) -> cluster + " " + letter.plain(),
                                folder.resolve("notified"),
                                InstantSource.fixed(Pictures.AT),
                                Tally.NONE,
                                Thread::startVirtualThread));
        notifier.start();
        return notifier;
    }

    private static Note alarm(String text) {
        return new Note.Alarm(Pictures.AT, Optional.empty(), text);
    }

    private String next() throws InterruptedException {
        return String.valueOf(received.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void whoeverLeadsTellsAndTellsNothingTwice() throws InterruptedException {
        String accepted =
                "{\"text\":\"lab commit a1b2c3d4 by Ada is in force: Add node-02 to the lab\"}";
        try (Notifier notifier = start()) {
            notifier.published(Pictures.led(new Lead.Us()));
            assertEquals(accepted, next());
            notifier.noted(alarm("first"));
            assertEquals("{\"text\":\"lab first\"}", next());
        }
        try (Notifier notifier = start()) {
            notifier.published(Pictures.led(new Lead.Us()));
            notifier.noted(alarm("second"));
            assertEquals("{\"text\":\"lab second\"}", next());
        }
    }

    @Test
    void whatWaitsWhenItEndsIsStillBrought() throws InterruptedException {
        Notifier notifier = start();
        notifier.published(Pictures.led(new Lead.Us()));
        next();
        for (int i = 0; i < 20; i++) {
            notifier.noted(alarm("alarm-" + i));
        }
        notifier.close();

        for (int i = 0; i < 20; i++) {
            assertEquals("{\"text\":\"lab alarm-" + i + "\"}", next());
        }
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForLong() throws InterruptedException {
        server.removeContext("/");
        CountDownLatch asked = new CountDownLatch(1);
        server.createContext("/", _ -> asked.countDown());
        Notifier notifier = start();
        notifier.published(Pictures.led(new Lead.Us()));
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        long began = System.nanoTime();
        notifier.close(Duration.ofMillis(100));

        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, took::toString);
    }

    @Test
    void whileSomebodyElseLeadsNothingIsTold() throws InterruptedException {
        try (Notifier notifier = start()) {
            notifier.published(Pictures.led(new Lead.Other("rack-2")));
            notifier.noted(alarm("theirs"));
            notifier.noted(alarm("theirs, too"));
            Thread.yield();
            while (notifier.waiting() > 0) {
                Thread.onSpinWait();
            }
            notifier.published(Pictures.led(new Lead.Unknown("no answer")));
            assertEquals(
                    "{\"text\":\"lab commit a1b2c3d4 by Ada is in force: Add node-02 to the"
                            + " lab\"}",
                    next());
            notifier.noted(alarm("ours"));
            assertEquals("{\"text\":\"lab ours\"}", next());
        }
    }

    @Test
    void authoritiesThatCannotBeReadAreSaid() throws IOException {
        assertEquals(Optional.empty(), Notifier.lack(plan(Optional.empty())));
        assertEquals(
                Optional.of("receiver hook: there is no file " + folder.resolve("ca.pem")),
                Notifier.lack(plan(Optional.of("ca.pem"))));
        Files.writeString(folder.resolve("ca.pem"), "");
        assertEquals(
                Optional.of(
                        "receiver hook: there is no certificate in " + folder.resolve("ca.pem")),
                Notifier.lack(plan(Optional.of("ca.pem"))));
        Files.writeString(folder.resolve("ca.pem"), "nonsense");
        assertEquals(
                Optional.of(
                        "receiver hook: cannot read the certificates in "
                                + folder.resolve("ca.pem")),
                Notifier.lack(plan(Optional.of("ca.pem"))));
    }
}
