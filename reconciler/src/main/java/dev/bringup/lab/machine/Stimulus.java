package dev.bringup.lab.machine;

import dev.bringup.model.Ip4;
import dev.bringup.model.Marker;
import java.time.Duration;
import java.util.Optional;

/// What happens to a machine. Answers carry the `life` of the question: a machine that was reset in
/// between does not hear them.
public sealed interface Stimulus {

    /// A button, its BMC, or its outlet.
    enum Button implements Stimulus {
        ON,
        OFF,
        RESET
    }

    record MagicPacket() implements Stimulus {}

    record NextBoot(Boot from) implements Stimulus {}

    enum Boot {
        NETWORK,
        DISK
    }

    /// A wait that the machine asked for is over.
    record Woke(long life) implements Stimulus {}

    record Leased(long life, Ip4 address, Ip4 server, String bootFile) implements Stimulus {}

    /// What was asked for did not come.
    record Failed(long life, String because) implements Stimulus {}

    record Loaded(long life) implements Stimulus {}

    record Script(long life, Says says) implements Stimulus {}

    record Verdict(long life, Told told) implements Stimulus {}

    record ImageWritten(long life) implements Stimulus {}

    /// Of the disk nothing is left but its marker.
    record Emptied(long life) implements Stimulus {}

    /// The report that the image is written, or the disk wiped, was taken.
    record Acknowledged(long life) implements Stimulus {}

    record SeedRead(long life, Disk.Personality self) implements Stimulus {}

    /// The payload came, but lacks something that no retry brings.
    record SeedUseless(long life, String because) implements Stimulus {}

    /// The kubelet has its own lasting token.
    record Joined(long life, String nodeToken) implements Stimulus {}

    /// The cluster does not take it: no use in asking again by itself.
    record Unjoined(long life, String because) implements Stimulus {}

    /// A command over SSH.
    record Command(Order order) implements Stimulus {}

    sealed interface Order {
        record PowerOff() implements Order {}

        record Reboot() implements Order {}

        /// A join script.
        record Join(String script) implements Order {}
    }

    /// An iPXE script, understood.
    sealed interface Says {
        /// The installer, or a system that runs from memory.
        record Start(Stage.Kernel kernel) implements Says {}

        record LocalDisk() implements Says {}

        record Wait(Duration time) implements Says {}
    }

    /// The answer to the installer's report of its disks.
    sealed interface Told {
        record Write(Stage.Order order) implements Told {}

        /// Wipe the disk, which gets this marker first; the marker goes last.
        record Wipe(Marker marker) implements Told {}

        /// Nothing is left to do: switch off.
        record Off() implements Told {}

        /// The image is good; the seed may be another than it was.
        record Boot(Optional<Disk.Seed> seed) implements Told {}

        record Wait(Duration time) implements Told {}

        /// The permit is not, or no longer, good: start over.
        record Refused(String because) implements Told {}
    }
}
