package dev.bringup.notify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// An e-mail as bytes go over the line (RFC 5322, 2045 and 2047). All of it is ASCII in lines that
/// are short enough, and no line begins with a dot: what came out of a template cannot add a header
/// or end the mail.
record Message(String id, Instant at, String from, List<String> to, String text) {

    /// What people read of a subject in a list.
    private static final int SUBJECT = 180;

    /// A line with an encoded word has 76 characters at most, and the first begins with `Subject:
    /// `.
    private static final int WORD_BYTES = 39;

    /// What stands behind `Subject: ` in a line of 78.
    private static final int LINE = 69;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    String bytes() {
        String host = from.substring(from.indexOf('@') + 1);
        return String.join(
                "\r\n",
                "Date: " + DATE.format(at),
                "Message-ID: <" + id + "@" + host + ">",
                "From: " + from,
                "To: " + String.join(",\r\n ", to),
                "Subject: " + encoded(subject()),
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                body(),
                "");
    }

    private String subject() {
        String line = text.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        return line.codePointCount(0, line.length()) <= SUBJECT
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SUBJECT - 3)) + "...";
    }

    private String body() {
        String lines = String.join("\r\n", text.strip().lines().toList()) + "\r\n";
        return Base64.getMimeEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8));
    }

    /// A short line of letters that every mail program knows stands as it is.
    private static String encoded(String subject) {
        if (subject.length() <= LINE && subject.matches("[ -~]*") && !subject.contains("=?")) {
            return subject;
        }
        StringBuilder words = new StringBuilder();
        StringBuilder part = new StringBuilder();
        int[] points = subject.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            String next = Character.toString(points[i]);
            if (size(part) + size(next) > WORD_BYTES) {
                words.append(word(part)).append("\r\n ");
                part.setLength(0);
            }
            part.append(next);
        }
        return words.append(word(part)).toString();
    }

    private static int size(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String word(CharSequence part) {
        byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}
