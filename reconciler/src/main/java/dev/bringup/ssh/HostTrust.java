package dev.bringup.ssh;

import java.util.List;
import java.util.Optional;

/// Which host is taken for the one that is meant: it has the one key that it was given, or a
/// certificate for its address that one of these authorities signed. All are as OpenSSH writes
/// keys.
public record HostTrust(Optional<String> pinned, List<String> authorities) {

    public HostTrust {
        authorities = List.copyOf(authorities);
    }

    public HostTrust(String pinned) {
        this(Optional.of(pinned), List.of());
    }
}
