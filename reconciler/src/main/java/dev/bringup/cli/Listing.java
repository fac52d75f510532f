package dev.bringup.cli;

import java.util.Locale;

/// How a command writes what it lists.
public enum Listing {
    TABLE,
    JSON,
    YAML;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
