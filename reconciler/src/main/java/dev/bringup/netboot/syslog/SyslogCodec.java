package dev.bringup.netboot.syslog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bytes to [SyslogLine] and back. Nobody keeps to either standard: what does not fit RFC 5424 is
/// read as RFC 3164, and what does not fit that is all text. Only what is empty is no line.
public final class SyslogCodec {

    /// Four times what RFC 5424 wants taken; the rest of a longer line is left out.
    static final int LONGEST = 8192;

    private static final Pattern PRIORITY = Pattern.compile("<(\\d{1,3})>");

    /// Version, time, host, program, process, kind of message.
    private static final Pattern RFC_5424 =
            Pattern.compile("1 \\S{1,64} (\\S{1,255}) (\\S{1,48}) \\S{1,128} \\S{1,32} ");

    /// The old standard's time, or the new one's where an old line has its own.
    private static final Pattern TIME =
            Pattern.compile(
                    "(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d"
                            + "|\\d{4}-\\d\\d-\\d\\dT\\S{8,30}) ");

    /// A host, a program with its process in brackets, and a colon.
    private static final Pattern TAG =
            Pattern.compile(
                    "(?:(\\S{0,254}[^\\s:]) )?"
                            + "([^\\s:\\[\\]]{1,48})(?:\\[[^\\]]{0,32}\\])?: ?");

    private static final String NIL = "-";

    private SyslogCodec() {}

    public static Optional<SyslogLine> decode(ByteBuffer packet) {
        byte[] bytes = new byte[Math.min(packet.remaining(), LONGEST)];
        packet.duplicate().get(bytes);
        String all = clean(new String(bytes, StandardCharsets.UTF_8));
        Matcher matcher = PRIORITY.matcher(all);
        boolean isSaid =
                matcher.lookingAt() && Integer.parseInt(matcher.group(1)) <= SyslogLine.HIGHEST;
        int priority = isSaid ? Integer.parseInt(matcher.group(1)) : SyslogLine.NOTICE_OF_A_USER;
        String rest = isSaid ? all.substring(matcher.end()).strip() : all;
        SyslogLine line = modern(priority, rest).orElseGet(() -> old(priority, rest));
        return line.text().isEmpty() && line.program().isEmpty()
                ? Optional.empty()
                : Optional.of(line);
    }

    /// Nothing in it moves a cursor or ends a line.
    private static String clean(String text) {
        return text.replace("\ufeff", "").replaceAll("\\p{C}", " ").strip();
    }

    private static Optional<SyslogLine> modern(int priority, String text) {
        Matcher head = RFC_5424.matcher(text);
        if (!head.lookingAt()) {
            return Optional.empty();
        }
        return afterStructure(text, head.end())
                .map(message ->
                        new SyslogLine(
                                priority,
                                said(head.group(1)),
                                said(head.group(2)),
                                message.strip()));
    }

    /// What is said for programs alone is passed over: elements in brackets, in which a backslash
    /// goes before a bracket that ends nothing.
    private static Optional<String> afterStructure(String text, int from) {
        if (text.startsWith(NIL, from)) {
            return Optional.of(text.substring(from + 1));
        }
        int at = from;
        while (at < text.length() && text.charAt(at) == '[') {
            at = endOfElement(text, at + 1);
        }
        return at == from ? Optional.empty() : Optional.of(text.substring(at));
    }

    private static int endOfElement(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != ']') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }

    private static String said(String word) {
        return word.equals(NIL) ? "" : word;
    }

    private static SyslogLine old(int priority, String text) {
        Matcher time = TIME.matcher(text);
        String rest = time.lookingAt() ? text.substring(time.end()).strip() : text;
        Matcher tag = TAG.matcher(rest);
        return tag.lookingAt()
                ? new SyslogLine(
                        priority,
                        said(Optional.ofNullable(tag.group(1)).orElse("")),
                        said(tag.group(2)),
                        rest.substring(tag.end()).strip())
                : new SyslogLine(priority, "", "", rest);
    }

    /// As RFC 5424, of a sender that knows no time.
    public static ByteBuffer encode(SyslogLine line) {
        String text =
                "<%d>1 - %s %s - - - %s"
                        .formatted(
                                line.priority(),
                                line.host().isEmpty() ? NIL : line.host(),
                                line.program().isEmpty() ? NIL : line.program(),
                                line.text());
        return StandardCharsets.UTF_8.encode(text);
    }
}
