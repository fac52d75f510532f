package dev.bringup.lab.machine;

import dev.bringup.model.Ip4;
import java.time.Duration;
import java.util.Optional;

/// What a machine does to the world. Each question is answered by one stimulus of the same life.
public sealed interface Emission {

    /// Answered by [Stimulus.Woke].
    record After(Duration time) implements Emission {}

    /// Answered by [Stimulus.Leased] or Failed.
    record Dhcp(As as) implements Emission {}

    enum As {
        FIRMWARE,
        IPXE,
        SYSTEM
    }

    /// Answered by [Stimulus.Loaded] or Failed.
    record Tftp(Ip4 server, String file) implements Emission {}

    /// Answered by [Stimulus.Script] or Failed.
    record GetScript(String url) implements Emission {}

    /// Fetch a kernel and its initrds; answered by Loaded or Failed.
    record LoadKernel(Stage.Kernel kernel) implements Emission {}

    /// Answered by [Stimulus.Verdict] or Failed.
    record AskDisks(Stage.Installer installer, Disk disk) implements Emission {}

    /// Stream the image to the disk and check its digest; answered by ImageWritten, Failed, or a
    /// Verdict that refuses.
    record WriteImage(Stage.Installer installer, Stage.Order order) implements Emission {}

    /// Write zeros over all of the disk but its marker; answered by Emptied, Failed, or a Verdict
    /// that refuses.
    record WriteZeros(Stage.Installer installer) implements Emission {}

    /// Say that the marker is gone as well; answered as ReportWritten is.
    record ReportWiped(Stage.Installer installer) implements Emission {}

    /// Say that the image is written, or that the disk is wiped but for its marker; answered by
    /// Acknowledged, Failed, or a Verdict that refuses.
    record ReportWritten(Stage.Installer installer) implements Emission {}

    record ReportFailure(Stage.Installer installer, String because) implements Emission {}

    /// Fetch and understand the payload; answered by SeedRead or Failed.
    record ReadSeed(Disk.Seed seed) implements Emission {}

    record StartShell(Disk.Personality self) implements Emission {}

    record PhoneHome(String url) implements Emission {}

    /// Exchange the nonce, run the script that comes back; answered by Joined or Failed.
    record AskToJoin(Disk.JoinCall call, String node) implements Emission {}

    /// Run a join script that came over SSH; answered by Joined or Failed.
    record RunJoin(String script, String node) implements Emission {}

    record StartKubelet(String node, String token) implements Emission {}

    /// Everything that ran on the machine is gone.
    record Halt() implements Emission {}

    /// The disk or the power changed: keep it.
    record Save() implements Emission {}

    /// For the machine's console.
    record Print(String line) implements Emission {}

    /// The token is a secret; a failed join says only why.
    static Optional<String> console(Emission emission) {
        return emission instanceof Print(String line) ? Optional.of(line) : Optional.empty();
    }
}
