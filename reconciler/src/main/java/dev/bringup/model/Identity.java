package dev.bringup.model;

import java.util.Optional;

/// What a mainboard says it is, in SMBIOS. Nothing is as good as not knowing it.
public record Identity(Optional<String> uuid, Optional<String> serial) {

    public static final Identity UNKNOWN = new Identity(Optional.empty(), Optional.empty());

    public boolean isKnown() {
        return uuid.isPresent() || serial.isPresent();
    }

    /// Why `seen` is not what this names, in words: each name that is given here must be there.
    public Optional<String> unlike(Identity seen) {
        return differs("UUID", uuid, seen.uuid()).or(() -> differs("serial", serial, seen.serial));
    }

    private static Optional<String> differs(
            String what, Optional<String> named, Optional<String> seen) {
        return named.filter(n -> seen.filter(n::equalsIgnoreCase).isEmpty())
                .map(n ->
                        seen.map(s -> "%s %s, not %s".formatted(what, s, n))
                                .orElse("no %s, where %s is named".formatted(what, n)));
    }
}
