package dev.bringup.cli;

import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/// Times as people write them: `500ms`, `10s`, `5m`, `1h`.
final class Durations {

    private Durations() {}

    static Duration parse(String text) {
        String digits = text.replaceAll("[a-z]+$", "");
        if (!digits.matches("[0-9]{1,9}")) {
            throw wrong(text);
        }
        long value = Long.parseLong(digits);
        return switch (text.substring(digits.length())) {
            case "ms" -> Duration.ofMillis(value);
            case "s" -> Duration.ofSeconds(value);
            case "m" -> Duration.ofMinutes(value);
            case "h" -> Duration.ofHours(value);
            default -> throw wrong(text);
        };
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is not a time like 10s, 5m or 1h");
    }
}
