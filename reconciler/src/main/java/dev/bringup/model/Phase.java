package dev.bringup.model;

import java.util.Locale;

/// The parts of the road from off to Ready, in order.
public enum Phase {
    WAKE,
    FIRMWARE,
    BOOTLOADER,
    KERNEL,
    IMAGE,
    OS,
    JOIN,
    READY;

    /// As metrics and the API spell it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
