package dev.bringup.lab.machine;

import java.util.List;

/// Where on its road a machine is.
public sealed interface Stage {

    record Off() implements Stage {}

    record SelfTest() implements Stage {}

    record FirmwareDhcp() implements Stage {}

    record LoadingIpxe() implements Stage {}

    record IpxeDhcp() implements Stage {}

    record AskingScript(String url) implements Stage {}

    record LoadingKernel(Installer installer) implements Stage {}

    record StartingKernel(Installer installer) implements Stage {}

    record AskingDisks(Installer installer) implements Stage {}

    record Imaging(Installer installer, Order order) implements Stage {}

    /// The image is whole; until that is acknowledged its marker says `installing`.
    record Reporting(Installer installer, Order order) implements Stage {}

    record Wiping(Installer installer) implements Stage {}

    /// All is gone but the marker; until that is acknowledged it stays.
    record Emptied(Installer installer) implements Stage {}

    /// The marker is gone as well; when that is acknowledged the machine switches itself off.
    record Wiped(Installer installer) implements Stage {}

    record StartingSystem() implements Stage {}

    record Configuring() implements Stage {}

    record Joining() implements Stage {}

    record Running() implements Stage {}

    /// On, and going nowhere until somebody presses a button.
    record Stuck(String because) implements Stage {}

    /// What iPXE loads and starts, and where its kernel command line says to report.
    record Installer(List<String> files, String config, String report) {
        public Installer {
            files = List.copyOf(files);
        }
    }

    /// What the installer was told to do.
    record Order(
            String disk,
            String image,
            String sha256,
            String format,
            dev.bringup.model.Marker marker,
            Disk.Seed seed) {}

    /// For status displays.
    default String label() {
        return switch (this) {
            case Off _ -> "off";
            case SelfTest _ -> "self-test";
            case FirmwareDhcp _ -> "DHCP from firmware";
            case LoadingIpxe _ -> "loading iPXE";
            case IpxeDhcp _ -> "DHCP from iPXE";
            case AskingScript _ -> "asking for its script";
            case LoadingKernel _ -> "loading the installer";
            case StartingKernel _ -> "starting the installer";
            case AskingDisks _ -> "reporting its disks";
            case Imaging _ -> "writing the image";
            case Reporting _ -> "reporting the image";
            case Wiping _ -> "wiping its disk";
            case Emptied _ -> "reporting the wipe";
            case Wiped _ -> "wiped";
            case StartingSystem _ -> "starting from disk";
            case Configuring _ -> "first boot";
            case Joining _ -> "joining";
            case Running _ -> "running";
            case Stuck(String because) -> "stuck: " + because;
        };
    }
}
