package dev.bringup.netboot.installer;

import java.util.List;

/// What is not there to make an installer from: all of it at once, each with where it comes from.
public final class Lacking extends Exception {
    private static final long serialVersionUID = 1;

    Lacking(List<String> problems) {
        super(String.join("\n", problems));
    }

    Lacking(String problem) {
        this(List.of(problem));
    }
}
