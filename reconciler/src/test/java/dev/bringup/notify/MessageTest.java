package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    private static final Instant AT = Instant.parse("2026-09-01T12:00:00Z");

    private static String mail(String text) {
        return new Message("ops-7-1", AT, "bringup@rack.example", List.of("a@x", "b@y"), text)
                .bytes();
    }

    private static String body(String mail) {
        String encoded = mail.substring(mail.indexOf("\r\n\r\n") + 4);
        return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    /// As a mail program does it.
    private static String subject(String mail) {
        String line = mail.replaceAll("(?s).*\r\nSubject: (.*?)\r\n(?! ).*", "$1");
        return line.startsWith("=?")
                ? Arrays.stream(line.split("\r\n "))
                        .map(w -> w.replaceAll("^=\\?UTF-8\\?B\\?(.*)\\?=$", "$1"))
                        .map(w -> new String(Base64.getDecoder().decode(w), StandardCharsets.UTF_8))
                        .collect(Collectors.joining())
                : line;
    }

    @Test
    void aMailHasWhatOthersExpectOfOne() {
        assertEquals(
                """
                Date: Tue, 1 Sep 2026 12:00:00 +0000
                Message-ID: <ops-7-1@rack.example>
                From: bringup@rack.example
                To: a@x,
                 b@y
                Subject: node-01: install failed
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: base64

                bm9kZS0wMTogaW5zdGFsbCBmYWlsZWQNCm5vIHNpZ24gb2YgbGlmZQ0K
                """
                        .replace("\n", "\r\n"),
                mail("node-01: install failed\nno sign of life\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Knoten 1: Gerät gefällt nicht, ünd sö weiter über vierundfünfzig Zeichen hinaus",
                "火事です、火事です、火事です、火事です、火事です、火事です、火事です",
                "🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥",
                "=?UTF-8?B?aGFoYQ==?= is no word of ours",
                "a line of ASCII that is longer than the seventy-eight letters that a line should have",
            })
    void aSubjectIsReadAsItWasWritten(String text) {
        String mail = mail(text);

        assertEquals(text, subject(mail));
        assertEquals(text + "\r\n", body(mail));
        mail.lines().forEach(line -> assertTrue(line.length() <= 78, line));
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(mail), mail);
    }

    @Test
    void nothingInATextBecomesAHeaderOrEndsTheMail() {
        String mail = mail("gone\rBcc: x@evil\u0000\n.\r\nQUIT\n");

        assertEquals("gone", subject(mail));
        assertEquals("gone\r\nBcc: x@evil\u0000\r\n.\r\nQUIT\r\n", body(mail));
        assertEquals(
                List.of(),
                mail.lines().filter(l -> l.startsWith(".") || l.startsWith("Bcc")).toList());
    }

    @Test
    void aSubjectIsShort() {
        assertEquals("x".repeat(177) + "...", subject(mail("x".repeat(500))));
    }
}
