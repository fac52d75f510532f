package dev.bringup.view;

import java.time.Duration;
import java.util.Locale;

/// Small things as people say them.
public final class Words {

    private static final int PRECISE_BELOW = 10;

    private Words() {}

    /// `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`.
    public static String of(Duration time) {
        if (time.toSeconds() < PRECISE_BELOW) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.toMinutes() < 1) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() < 1) {
            return time.toMinutes() + " min" + rest(time.toSecondsPart(), "s");
        }
        return time.toHours() + " h" + rest(time.toMinutesPart(), "min");
    }

    private static String rest(int amount, String unit) {
        return amount == 0 ? "" : " " + amount + " " + unit;
    }

    /// `NOT_READY` as `notReady`.
    public static String camel(String constant) {
        String[] words = constant.toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder text = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            text.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return text.toString();
    }
}
