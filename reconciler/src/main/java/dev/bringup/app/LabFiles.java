package dev.bringup.app;

import dev.bringup.lab.api.LabApi;
import dev.bringup.model.KubeVersion;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// The images, boot programs and installer of the lab: the same bytes on every machine, so that the
/// digests in the example repository are right everywhere. The simulated machines check them as
/// real ones would; there is no program in them.
final class LabFiles {

    static final String CREDENTIALS = "admin:lab-only";
    static final String REGISTRY = "puller:of-the-lab-alone";

    /// There is an image for each of these that says so. The others hold the last.
    static final List<KubeVersion> KUBERNETES = List.of(new KubeVersion(1, 35, 4), LabApi.VERSION);

    private static final int IMAGE_BYTES = 24 << 20;
    private static final int SMALL_BYTES = 6 << 20;
    private static final int PROGRAM_BYTES = 72 << 10;
    private static final int INSTALLER_BYTES = 2 << 20;

    private LabFiles() {}

    static void write(LabHome home) throws IOException {
        Files.createDirectories(home.assets().resolve("installer"));
        Files.createDirectories(home.bootFiles());
        Files.createDirectories(home.secrets());
        file(home.assets().resolve("lab-os-1.img"), 1, IMAGE_BYTES);
        for (KubeVersion version : KUBERNETES) {
            String name = image(version) + ".img";
            file(home.assets().resolve(name), title(version), version.minor(), SMALL_BYTES);
        }
        file(home.assets().resolve("lab-os-2.img"), 2, IMAGE_BYTES);
        file(home.assets().resolve("installer/vmlinuz"), 3, INSTALLER_BYTES);
        file(home.assets().resolve("installer/initrd"), 4, INSTALLER_BYTES);
        file(home.bootFiles().resolve("undionly.kpxe"), 5, PROGRAM_BYTES);
        file(home.bootFiles().resolve("snponly.efi"), 6, PROGRAM_BYTES);
        secret(home, "lab-bmc", CREDENTIALS);
        secret(home, "lab-registry", REGISTRY);
    }

    private static void secret(LabHome home, String name, String text) throws IOException {
        Path file = home.secrets().resolve(name);
        if (!Files.exists(file)) {
            Files.writeString(file, text + "\n");
        }
    }

    /// `bytes` bytes that are the same for the same seed, after a line that says what they are.
    static void file(Path path, long seed, int bytes) throws IOException {
        file(path, "stand-in " + seed, seed, bytes);
    }

    static String image(KubeVersion version) {
        return "lab-k8s-%d.%d".formatted(version.major(), version.minor());
    }

    /// By which a machine of the rack knows its kubelet.
    private static String title(KubeVersion version) {
        return "stand-in with Kubernetes, kubelet " + version;
    }

    private static void file(Path path, String what, long seed, int bytes) throws IOException {
        if (Files.exists(path) && Files.size(path) == bytes) {
            return;
        }
        Path half = path.resolveSibling(path.getFileName() + ".new");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(half))) {
            byte[] title = ("bringup lab, " + what + "\n").getBytes(StandardCharsets.US_ASCII);
            out.write(title);
            byte[] block = new byte[8];
            long state = seed * 0x9E3779B97F4A7C15L;
            for (int written = title.length; written < bytes; written += block.length) {
                // xorshift64*: looks random to gzip and to a digest, and needs no library.
                state ^= state >>> 12;
                state ^= state << 25;
                state ^= state >>> 27;
                long value = state * 0x2545F4914F6CDD1DL;
                for (int i = 0; i < block.length; i++) {
                    block[i] = (byte) (value >>> (8 * i));
                }
                out.write(block, 0, Math.min(block.length, bytes - written));
            }
        }
        Files.move(half, path, StandardCopyOption.REPLACE_EXISTING);
    }
}
