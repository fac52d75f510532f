package dev.bringup.model;

import java.util.Optional;

/// A text that cannot be read, from which character on, and what was perhaps meant.
public final class Misread extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final int offset;
    private final transient Optional<String> help;

    public Misread(String message, int offset, Optional<String> help) {
        super(message);
        this.offset = offset;
        this.help = help;
    }

    public int offset() {
        return offset;
    }

    public Optional<String> help() {
        return help;
    }
}
