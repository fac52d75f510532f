package dev.bringup.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/// A tombstone: leave to wipe one machine that left Git, once. Two that are equal are one decision,
/// in whatever commits they stand.
public record Decommission(
        String name, MachineId machine, Identity identity, Method method, LocalDate expires) {

    public enum Method {
        /// Both ends of the disk and of its partitions, and the rest as far as it can be discarded.
        QUICK,
        /// Zeros from end to end.
        OVERWRITE,
        /// The disk erases itself, or the wipe fails.
        SECURE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// It is good to the end of its day, in UTC.
    public boolean isExpired(Instant now) {
        return !now.isBefore(expires.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
