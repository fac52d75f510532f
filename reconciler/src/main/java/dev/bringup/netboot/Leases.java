package dev.bringup.netboot;

import dev.bringup.model.AddressRange;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Addresses of the pool that strangers have for a while. A MAC gets the same address again
/// wherever it can, on each replica: where the search for a free one begins is a function of the
/// MAC. There are never more entries than addresses. Used by one event loop alone.
final class Leases {

    /// An offer that nobody takes; long enough for firmware that waits for other servers.
    static final Duration OFFERED = Duration.ofSeconds(30);

    /// An address that a client found in use.
    static final Duration DECLINED = Duration.ofMinutes(10);

    private static final int MOST = 65_536;

    private record Lease(Optional<Mac> holder, long until) {}

    /// Addresses that are looked at for one who asks, from its own place on, and then from where
    /// the last search ended: a flood that takes a whole pool must not have all of it searched for
    /// each packet.
    private static final int TRIES = 256;

    private final Map<Ip4, Lease> leases = new HashMap<>();
    private final Map<Mac, Ip4> last = new HashMap<>();
    private long cursor;
    private final LongSupplier nanos;

    Leases(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// An address for this stranger, kept for as long as an offer stands; empty if none was found.
    Optional<Ip4> offer(Mac mac, AddressRange pool) {
        Ip4 before = last.get(mac);
        if (before != null && take(mac, before, pool, OFFERED)) {
            return Optional.of(before);
        }
        long size = Math.min(pool.size(), MOST);
        Optional<Ip4> found = search(mac, pool, spread(mac));
        if (found.isEmpty() && size > TRIES) {
            cursor += TRIES;
            found = search(mac, pool, cursor);
        }
        return found;
    }

    private Optional<Ip4> search(Mac mac, AddressRange pool, long from) {
        long size = Math.min(pool.size(), MOST);
        for (long i = 0; i < Math.min(size, TRIES); i++) {
            Ip4 address = new Ip4((int) (pool.first().bits() + Math.floorMod(from + i, size)));
            if (take(mac, address, pool, OFFERED)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    /// Whether this stranger may have this very address for that long. After a restart of ours it
    /// may well hold one that we do not know of.
    boolean take(Mac mac, Ip4 address, AddressRange pool, Duration time) {
        if (!pool.contains(address)) {
            return false;
        }
        long now = nanos.getAsLong();
        Lease lease = leases.get(address);
        boolean free = lease == null || lease.until() - now <= 0;
        boolean own = lease != null && lease.holder().equals(Optional.of(mac));
        if (!free && !own) {
            return false;
        }
        long until = now + time.toNanos();
        long later = own && lease != null ? Math.max(lease.until() - until, 0) : 0;
        if (lease != null && !own) {
            lease.holder().ifPresent(gone -> last.remove(gone, address));
        }
        leases.put(address, new Lease(Optional.of(mac), until + later));
        last.put(mac, address);
        return true;
    }

    void release(Mac mac, Ip4 address) {
        leases.computeIfPresent(
                address, (_, lease) -> lease.holder().equals(Optional.of(mac)) ? null : lease);
    }

    /// Somebody answers at this address already: nobody gets it for a while. Only who was given it
    /// may say so.
    boolean decline(Mac mac, Ip4 address) {
        Lease lease = leases.get(address);
        if (lease == null || !lease.holder().equals(Optional.of(mac))) {
            return false;
        }
        leases.put(address, new Lease(Optional.empty(), nanos.getAsLong() + DECLINED.toNanos()));
        return true;
    }

    /// The same, when we see it ourselves.
    void occupied(Ip4 address, Duration time) {
        leases.computeIfPresent(
                address, (_, _) -> new Lease(Optional.empty(), nanos.getAsLong() + time.toNanos()));
    }

    /// Whether an address of the pool is kept for this stranger now.
    boolean isKnown(Mac mac) {
        Ip4 address = last.get(mac);
        Lease lease = address == null ? null : leases.get(address);
        return lease != null
                && lease.holder().equals(Optional.of(mac))
                && lease.until() - nanos.getAsLong() > 0;
    }

    /// Addresses that somebody has now.
    int count() {
        long now = nanos.getAsLong();
        leases.values().removeIf(lease -> lease.until() - now <= 0);
        return leases.size();
    }

    /// Neighbouring MACs, as a rack's are, begin far from each other.
    private static long spread(Mac mac) {
        long bits = 0;
        for (byte part : mac.bytes()) {
            bits = bits << 8 | Byte.toUnsignedLong(part);
        }
        return (bits * 0x9E37_79B9_7F4A_7C15L) >>> 16;
    }
}
