package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Tls;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.SecretRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Conversations with mail servers, well-behaved and not. TLS is spoken with a real one, elsewhere.
@Timeout(60)
class SmtpTest {

    private static final Letter LETTER =
            new Letter(
                    "ops-1",
                    Instant.EPOCH,
                    Optional.of(Topic.FAILED),
                    Optional.empty(),
                    "it failed",
                    0);

    /// What a good server says; a row replaces it.
    private static Map<String, String> server(String... rows) {
        Map<String, String> all = new HashMap<>();
        all.put("EHLO", "250-mailbox\n250-8BITMIME\n250 AUTH LOGIN PLAIN");
        all.put("AUTH PLAIN", "235 welcome");
        all.put("DATA", "354 go on");
        all.put("QUIT", "221 bye");
        for (int i = 0; i < rows.length; i += 2) {
            all.put(rows[i], rows[i + 1]);
        }
        return all;
    }

    private static Delivery send(Mailbox to, Tls tls, Optional<String> login) throws Exception {
        Receiver.Mail mail =
                new Receiver.Mail(
                        new Receiver.Server("127.0.0.1", to.port(), tls, Optional.empty()),
                        "bringup@x",
                        List.of("a@x", "b@x"),
                        login.map(SecretRef.Env::new));
        return new Smtp(mail, ref -> Optional.of(((SecretRef.Env) ref).name()), context())
                .send(LETTER, "it failed");
    }

    private static SSLContext context() throws Exception {
        return SSLContext.getDefault();
    }

    private static String outcome(Map<String, String> answers, Optional<String> login)
            throws Exception {
        try (Mailbox box = new Mailbox(answers)) {
            return send(box, Tls.OFF, login).toString();
        }
    }

    @Test
    void aMailGoesToAllOfThem() throws Exception {
        try (Mailbox box = new Mailbox(server())) {
            assertEquals(new Delivery.Sent(), send(box, Tls.OFF, Optional.of("us:pass:word")));
            assertEquals(
                    List.of(
                            "EHLO [127.0.0.1]",
                            "AUTH PLAIN AHVzAHBhc3M6d29yZA==",
                            "MAIL FROM:<bringup@x>",
                            "RCPT TO:<a@x>",
                            "RCPT TO:<b@x>",
                            "DATA",
                            ".",
                            "QUIT"),
                    box.heard);
        }
    }

    @Test
    void aServerThatOnlyKnowsLoginIsToldSo() throws Exception {
        try (Mailbox box =
                new Mailbox(
                        server(
                                "EHLO", "250-mailbox\n250 AUTH LOGIN",
                                "AUTH LOGIN", "334 VXNlcm5hbWU6",
                                "dXM=", "334 UGFzc3dvcmQ6",
                                "cGFzcw==", "235 welcome"))) {
            assertEquals(new Delivery.Sent(), send(box, Tls.OFF, Optional.of("us:pass")));
        }
    }

    @Test
    void whoIsNotKnownThereDoesNotKeepTheOthersFromBeingTold() throws Exception {
        assertEquals(
                "Sent[]", outcome(server("RCPT TO:<a@x>", "550 no such user"), Optional.empty()));
        assertEquals(
                "Refused[because=it answers 550 no such user]",
                outcome(server("RCPT TO", "550 no such user"), Optional.empty()));
    }

    @Test
    void whatMayGoWellLaterIsTriedLaterAndTheRestIsNot() throws Exception {
        String later = "Later[because=it answers %s, after=Optional.empty]";
        for (String[] row :
                new String[][] {
                    {"", "421 too busy"},
                    {"MAIL", "451 try again"},
                    {"DATA", "452 full"},
                    {".", "451 greylisted"},
                }) {
            assertEquals(
                    later.formatted(row[1]), outcome(server(row[0], row[1]), Optional.empty()));
        }
        assertEquals(
                "Later[because=it does not answer, after=Optional.empty]",
                outcome(server("DATA", ""), Optional.empty()));
        assertEquals(
                "Refused[because=it answers 535 no]",
                outcome(server("AUTH PLAIN", "535 no"), Optional.of("us:pass")));
        assertEquals("Sent[]", outcome(server("QUIT", ""), Optional.empty()));
        assertEquals(
                "Later[because=Env[name=nothing] is not USER:PASSWORD, after=Optional.empty]",
                outcome(server(), Optional.of("nothing")));
    }

    @Test
    void withoutTlsNothingIsSaidThatNeedsIt() throws Exception {
        try (Mailbox box = new Mailbox(server())) {
            assertEquals(
                    new Delivery.Refused("it has no STARTTLS"),
                    send(box, Tls.STARTTLS, Optional.of("us:pass")));
            assertEquals(List.of("EHLO [127.0.0.1]"), box.heard);
        }
        try (Mailbox box =
                new Mailbox(server("EHLO", "250-mailbox\n250 STARTTLS", "STARTTLS", "220 go"))) {
            Delivery answer = send(box, Tls.STARTTLS, Optional.of("us:pass"));
            assertTrue(
                    answer instanceof Delivery.Later(String because, _)
                            && because.startsWith("no TLS with it: "),
                    answer::toString);
        }
    }

    @Test
    void whereNobodyListensItIsTriedLater() throws Exception {
        Mailbox gone = new Mailbox(server());
        gone.close();
        assertEquals(
                new Delivery.Later("it does not answer"), send(gone, Tls.OFF, Optional.empty()));
    }

    @Test
    void aServerThatOnlyTalksIsNone() throws Exception {
        assertEquals(
                "Later[because=it does not answer, after=Optional.empty]",
                outcome(server("EHLO", "250-x\n".repeat(200) + "250 x"), Optional.empty()));
    }
}
