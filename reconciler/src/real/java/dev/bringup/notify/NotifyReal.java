package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Tls;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.SecretRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Mail to Debian's aiosmtpd, by STARTTLS and by TLS, with a password; and what it read of it, with
/// Python's own reader of mail.
@Timeout(90)
class NotifyReal {

    private static final String SERVER =
            """
            import asyncio, email, email.policy, ssl, sys
            from aiosmtpd.smtp import SMTP, AuthResult
            folder, how = sys.argv[1], sys.argv[2]
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')
            def login(server, session, envelope, mechanism, data):
                good = (data.login, data.password) == (b'rack', b'pass:w\\xc3\\xb6rd')
                return AuthResult(success=good, handled=False)
            class Handler:
                async def handle_DATA(self, server, session, envelope):
                    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
                    text = '|'.join(mail.get_content().splitlines())
                    print('MAIL', envelope.mail_from, *envelope.rcpt_tos, mail['Subject'], text,
                          'defects', len(mail.defects), sep=' ; ', flush=True)
                    return '250 kept'
            def session():
                starttls = how == 'starttls'
                return SMTP(Handler(), authenticator=login, auth_required=True,
                            auth_require_tls=starttls, require_starttls=starttls,
                            tls_context=context if starttls else None)
            async def main():
                server = await asyncio.get_running_loop().create_server(
                    session, '127.0.0.1', 0, ssl=context if how == 'tls' else None)
                print('PORT', server.sockets[0].getsockname()[1], flush=True)
                await server.serve_forever()
            asyncio.run(main())
            """;

    @TempDir Path folder;
    private Optional<Process> server = Optional.empty();

    @BeforeEach
    void certificate() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=localhost",
                                "-addext",
                                "subjectAltName=DNS:localhost",
                                "-keyout",
                                folder.resolve("key.pem").toString(),
                                "-out",
                                folder.resolve("cert.pem").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("openssl.log").toFile())
                        .start()
                        .waitFor());
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server.isPresent()) {
            server.get().destroy();
            server.get().waitFor();
        }
    }

    private BufferedReader start(String how) throws IOException {
        Path program = Files.writeString(folder.resolve("server.py"), SERVER);
        Process started =
                new ProcessBuilder("/usr/bin/python3", program.toString(), folder.toString(), how)
                        .redirectError(folder.resolve("server.log").toFile())
                        .start();
        server = Optional.of(started);
        return started.inputReader();
    }

    private String next(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertTrue(line != null, Files.readString(folder.resolve("server.log")));
        return String.valueOf(line);
    }

    private Delivery send(int port, Tls tls, String host, String login, String text)
            throws IOException {
        Receiver.Mail mail =
                new Receiver.Mail(
                        new Receiver.Server(host, port, tls, Optional.of("cert.pem")),
                        "bringup@rack.example",
                        List.of("ops@rack.example", "night@rack.example"),
                        Optional.of(new SecretRef.Env("LOGIN")));
        Letter letter =
                new Letter(
                        "ops-1",
                        Instant.parse("2026-09-01T12:00:00Z"),
                        Optional.of(Topic.FAILED),
                        Optional.empty(),
                        text,
                        0);
        return new Smtp(
                        mail,
                        _ -> Optional.of(login),
                        Authorities.of(Optional.of(folder.resolve("cert.pem"))))
                .send(letter, text);
    }

    private void converse(String how, Tls tls) throws Exception {
        BufferedReader out = start(how);
        int port = Integer.parseInt(next(out).replace("PORT ", ""));
        String text =
                "node-01: Gerät fehlt, und zwar seit längerem schon: 🔥 im Schrank Nummer 17\n.\nEnde";

        assertEquals(new Delivery.Sent(), send(port, tls, "localhost", "rack:pass:wörd", text));
        assertEquals(
                "MAIL ; bringup@rack.example ; ops@rack.example ; night@rack.example ; "
                        + text.lines().findFirst().orElseThrow()
                        + " ; "
                        + text.replace("\n", "|")
                        + " ; defects ; 0",
                next(out));
        assertEquals(
                new Delivery.Refused("it answers 535 5.7.8 Authentication credentials invalid"),
                send(port, tls, "localhost", "rack:wrong", text));
        Delivery other = send(port, tls, "127.0.0.1", "rack:pass:wörd", text);
        assertTrue(
                other instanceof Delivery.Later(String because, Optional<Duration> _)
                        && because.startsWith("no TLS with it: "),
                other::toString);
    }

    @Test
    void mailGoesByStartTls() throws Exception {
        converse("starttls", Tls.STARTTLS);
    }

    @Test
    void mailGoesByTlsFromTheFirstByte() throws Exception {
        converse("tls", Tls.TLS);
    }
}
