package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One file as text. Whatever keeps it from being text gets a place, because "invalid byte" without
/// one costs an hour.
record SourceText(String file, String text) {

    static Optional<SourceText> of(String file, byte[] bytes, Problems problems) {
        if (bytes.length > Limits.BYTES) {
            problems.add(
                    Code.TOO_LARGE,
                    new Position(file, 1, 1),
                    "the file has " + bytes.length + " bytes; the limit is " + Limits.BYTES,
                    "split it: one file per machine is the usual form");
            return Optional.empty();
        }
        if (startsWith(bytes, 0xfe, 0xff) || startsWith(bytes, 0xff, 0xfe)) {
            problems.add(
                    Code.ENCODING,
                    new Position(file, 1, 1),
                    "the file is UTF-16",
                    "save it as UTF-8");
            return Optional.empty();
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), decoded, true);
        String text = decoded.flip().toString();
        List<String> lines = lines(text);
        problems.source(file, lines);
        if (result.isError()) {
            problems.add(
                    Code.ENCODING,
                    end(file, text),
                    "a byte here is not UTF-8",
                    "save the file as UTF-8");
            return Optional.empty();
        }
        return hasShortLines(file, lines, problems) && clean(file, text, problems)
                ? Optional.of(new SourceText(file, text))
                : Optional.empty();
    }

    private static boolean hasShortLines(String file, List<String> lines, Problems problems) {
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).length();
            if (length > Limits.LINE) {
                problems.source(file, List.of());
                problems.add(
                        Code.TOO_LARGE,
                        new Position(file, i + 1, 1),
                        "the line has " + length + " characters; the limit is " + Limits.LINE,
                        "break it");
                return false;
            }
        }
        return true;
    }

    private static boolean clean(String file, String text, Problems problems) {
        if (text.startsWith("\ufeff")) {
            problems.add(
                    Code.BYTE_ORDER_MARK,
                    new Position(file, 1, 1),
                    "the file starts with a byte order mark",
                    "save it as UTF-8 without one");
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && "\n\r\t".indexOf(c) < 0) || c == '\u007f' || c == '\ufeff') {
                problems.add(
                        Code.CONTROL_CHARACTER,
                        end(file, text.substring(0, i)),
                        "character U+%04X has no place in a text file".formatted((int) c),
                        "delete it");
                return false;
            }
        }
        return true;
    }

    /// Splits as an editor does: an empty last line counts.
    static List<String> lines(String text) {
        if (text.indexOf('\r') >= 0) {
            return List.of(text.split("\r\n|\r|\n", -1));
        }
        // Most files, and a fleet has many: a loop takes a tenth of the time of the expression.
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            lines.add(text.substring(from, end));
            from = end + 1;
        }
        lines.add(text.substring(from));
        return lines;
    }

    private static Position end(String file, String before) {
        List<String> lines = lines(before);
        String last = lines.getLast();
        return new Position(file, lines.size(), last.codePointCount(0, last.length()) + 1);
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }
}
