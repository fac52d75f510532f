package dev.bringup.lab.api;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// How long ago, as `kubectl` writes it: the two largest units while that is still news.
final class Age {

    private Age() {}

    static String since(String instant, Instant now) {
        try {
            return text(Duration.between(Instant.parse(instant), now));
        } catch (DateTimeParseException e) {
            return "<unknown>";
        }
    }

    static String text(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        long minutes = seconds / 60;
        long hours = seconds / 3600;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return minutes + "m" + rest(seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return hours + "h" + rest(minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        return days < 8 ? days + "d" + rest(hours % 24, "h") : days + "d";
    }

    private static String rest(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}
