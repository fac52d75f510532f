package dev.bringup.view;

import dev.bringup.model.BootRequest;
import dev.bringup.model.Desired;
import dev.bringup.model.Discovered;
import dev.bringup.model.Marker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A machine that netbooted and is not in Git.
public record DiscoveredView(
        String mac,
        Instant seen,
        Board board,
        int cpus,
        long memoryBytes,
        List<String> cards,
        List<DiskView> disks) {

    /// What the firmware says; what it does not is not there.
    public record Board(
            String vendor, String product, Optional<String> serial, Optional<String> uuid) {}

    /// `content` is blank, foreign, or whose marker it carries.
    public record DiskView(
            String name, String serial, Optional<String> wwn, long bytes, String content) {}

    /// Those that are in Git by now are no news.
    public static List<DiscoveredView> all(List<Discovered> found, Optional<Desired> desired) {
        return found.stream()
                .filter(d -> desired.flatMap(known -> known.byMac(d.mac())).isEmpty())
                .map(DiscoveredView::of)
                .toList();
    }

    private static DiscoveredView of(Discovered found) {
        Discovered.Inventory inside = found.inventory();
        return new DiscoveredView(
                found.mac().text(),
                found.at(),
                new Board(
                        inside.vendor(),
                        inside.product(),
                        found.identity().serial(),
                        found.identity().uuid()),
                inside.cpus(),
                inside.memory(),
                inside.cards().stream().map(card -> card.mac().text()).toList(),
                inside.disks().stream().map(DiscoveredView::disk).toList());
    }

    private static DiskView disk(BootRequest.Disk disk) {
        String content =
                switch (disk.content()) {
                    case BootRequest.Content.Blank _ -> "blank";
                    case BootRequest.Content.Foreign _ -> "foreign";
                    case BootRequest.Content.Marked(Marker marker) ->
                            "marker of " + marker.machine();
                };
        return new DiskView(disk.name(), disk.serial(), disk.wwn(), disk.bytes(), content);
    }
}
