package dev.bringup.netboot.installer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A Linux kernel as firmware loads it, and the folder of its modules.
record Kernel(Path file, String version, Path modules) {

    private static final String PACKAGE = "linux-image-amd64 (or linux-image-cloud-amd64)";
    private static final int SIGNATURE = 0x202;
    private static final int VERSION = 0x20e;
    private static final int SETUP = 0x200;

    /// The one that was named, else the newest below `root`.
    static Kernel find(Path root, Optional<Path> named, Optional<Path> modules)
            throws IOException, Lacking {
        Path file = named.isPresent() ? named.get() : newest(root);
        if (!Files.isReadable(file)) {
            throw new Lacking("cannot read the kernel " + file);
        }
        String version = version(file);
        return new Kernel(file, version, modules(root, file, version, modules));
    }

    private static Path newest(Path root) throws IOException, Lacking {
        Path boot = root.resolve("boot");
        if (Files.isDirectory(boot)) {
            try (Stream<Path> files = Files.list(boot)) {
                Optional<Path> newest =
                        files.filter(f -> f.getFileName().toString().startsWith("vmlinuz-"))
                                .max(Comparator.comparing(Kernel::age));
                if (newest.isPresent()) {
                    return newest.get();
                }
            }
        }
        throw new Lacking(
                "there is no kernel %s/vmlinuz-*: apt-get install %s, or unpack that package and"
                                .formatted(boot, PACKAGE)
                        + " name its vmlinuz by --kernel");
    }

    /// 6.1.0-9 is older than 6.1.0-56: numbers are made equally long.
    private static String age(Path file) {
        List<String> parts = new ArrayList<>();
        for (String part :
                file.getFileName().toString().split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1)) {
            boolean number = Character.isDigit(part.charAt(0));
            parts.add(number ? "0".repeat(Math.max(0, 12 - part.length())) + part : part);
        }
        return String.join("", parts);
    }

    /// As the kernel itself says it, whatever its file is called.
    private static String version(Path file) throws IOException, Lacking {
        ByteBuffer head = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (head.capacity() < 0x400 || head.getInt(SIGNATURE) != 0x53726448) {
            throw new Lacking(file + " is no Linux kernel for x86_64");
        }
        int at = SETUP + (head.getShort(VERSION) & 0xffff);
        StringBuilder text = new StringBuilder();
        while (at < head.capacity() && head.get(at) > ' ') {
            text.append((char) head.get(at++));
        }
        return text.toString();
    }

    private static Path modules(Path root, Path kernel, String version, Optional<Path> named)
            throws Lacking {
        List<Path> places = new ArrayList<>();
        if (named.isPresent()) {
            places.add(named.get());
            places.add(named.get().resolve(version));
            places.add(named.get().resolve("lib/modules").resolve(version));
        } else {
            Optional<Path> beside =
                    Optional.ofNullable(kernel.toAbsolutePath().getParent()).map(Path::getParent);
            for (Path base : Stream.concat(beside.stream(), Stream.of(root)).toList()) {
                places.add(base.resolve("lib/modules").resolve(version));
                places.add(base.resolve("usr/lib/modules").resolve(version));
            }
        }
        return places.stream()
                .filter(place -> place.endsWith(version) && Files.isDirectory(place))
                .findFirst()
                .orElseThrow(() ->
                        new Lacking(
                                "the modules of the kernel %s are not in %s: apt-get install"
                                                .formatted(version, named.orElse(places.getFirst()))
                                        + " linux-image-%s, or unpack that package and name its"
                                                .formatted(version)
                                        + " folder lib/modules/%s by --modules"
                                                .formatted(version)));
    }

    byte[] content() throws IOException {
        return Files.readAllBytes(file);
    }

    String text() {
        return "Linux " + version;
    }
}
