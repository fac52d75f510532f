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

    record LoadingKernel(Kernel kernel) implements Stage {}

    record StartingKernel(Kernel kernel) implements Stage {}

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

    /// Its first boot, or the only one of a system that runs from memory.
    record Configuring(Disk.Seed seed) implements Stage {}

    record Joining() implements Stage {}

    record Running() implements Stage {}

    /// On, and going nowhere until somebody presses a button.
    record Stuck(String because) implements Stage {}

    /// What iPXE loads and starts.
    sealed interface Kernel {
        List<String> files();
    }

    /// With where its kernel command line says to report. One that is only to look is told of no
    /// `config`.
    record Installer(List<String> files, String config, String report) implements Kernel {
        public Installer {
            files = List.copyOf(files);
        }
    }

    /// A system that runs from memory, with where its kernel command line says that its payload is.
    record Live(List<String> files, Disk.Seed seed) implements Kernel {
        public Live {
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

    private static String name(Kernel kernel) {
        return switch (kernel) {
            case Installer _ -> "the installer";
            case Live _ -> "its image";
        };
    }

    /// For status displays.
    default String label() {
        return switch (this) {
            case Off _ -> "off";
            case SelfTest _ -> "self-test";
            case FirmwareDhcp _ -> "DHCP from firmware";
            case LoadingIpxe _ -> "loading iPXE";
            case IpxeDhcp _ -> "DHCP from iPXE";
            case AskingScript _ -> "asking for its script";
            case LoadingKernel(Kernel kernel) -> "loading " + name(kernel);
            case StartingKernel(Kernel kernel) -> "starting " + name(kernel);
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
