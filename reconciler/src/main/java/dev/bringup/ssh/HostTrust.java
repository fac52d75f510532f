package dev.bringup.ssh;

import java.util.List;
import java.util.Optional;

/// Which host is taken for the one that is meant: it has the one key that it was given, or a
/// certificate for its address that one of these authorities signed, or one of ours. All are as
/// OpenSSH writes keys.
public record HostTrust(
        Optional<String> pinned, List<String> authorities, Optional<OfOurs> certified) {

    /// A certificate that we signed ourselves is good for the one installation that it names: the
    /// key of an older one, on a disk that is gone, is nobody's any more.
    public record OfOurs(List<String> authorities, String id) {
        public OfOurs {
            authorities = List.copyOf(authorities);
        }
    }

    public HostTrust {
        authorities = List.copyOf(authorities);
    }

    public HostTrust(Optional<String> pinned, List<String> authorities) {
        this(pinned, authorities, Optional.empty());
    }

    public HostTrust(String pinned) {
        this(Optional.of(pinned), List.of());
    }
}
