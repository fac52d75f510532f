package dev.bringup.cli;

import java.util.Locale;

/// How `validate` writes what it found.
public enum Format {
    TEXT,
    GITHUB,
    SARIF,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
