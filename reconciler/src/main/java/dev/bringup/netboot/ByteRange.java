package dev.bringup.netboot;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of a file that a request is for (RFC 9110 section 14).
sealed interface ByteRange {

    record Whole() implements ByteRange {}

    record Part(long from, long length) implements ByteRange {}

    record Unsatisfiable() implements ByteRange {}

    /// One range: of several, a server may send the whole instead.
    Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    static ByteRange of(Optional<String> header, long size) {
        Optional<Matcher> matcher = header.map(ONE::matcher).filter(Matcher::matches);
        if (matcher.isEmpty()) {
            return new Whole();
        }
        String first = matcher.get().group(1);
        String last = matcher.get().group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return new Whole();
        }
        if (first.isEmpty()) {
            long length = Math.min(Long.parseLong(last), size);
            return length == 0 ? new Unsatisfiable() : new Part(size - length, length);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return new Whole();
        }
        return from >= size ? new Unsatisfiable() : new Part(from, to - from + 1);
    }
}
