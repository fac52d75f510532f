package dev.bringup.cli;

import java.util.Locale;

/// For a person or for a program.
public enum Output {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
