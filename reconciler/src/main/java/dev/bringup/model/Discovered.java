package dev.bringup.model;

import java.time.Instant;
import java.util.List;

/// A machine that netbooted and is not in Git, as an installer that only reads found it. `mac` is
/// the card that it boots from; `identity` is what its firmware said of itself.
public record Discovered(Mac mac, Ip4 from, Instant at, Identity identity, Inventory inventory) {

    /// What is built into it.
    public record Inventory(
            String vendor,
            String product,
            int cpus,
            long memory,
            List<Card> cards,
            List<BootRequest.Disk> disks) {
        public Inventory {
            cards = List.copyOf(cards);
            disks = List.copyOf(disks);
        }
    }

    public record Card(String name, Mac mac) {}
}
