package dev.bringup.cli;

import java.util.Locale;

/// How a line of the log looks.
public enum LogFormat {
    /// For people: a sentence, then `key=value`.
    TEXT,
    /// For programs: an object.
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
