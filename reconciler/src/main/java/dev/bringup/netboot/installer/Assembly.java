package dev.bringup.netboot.installer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Puts the installer together: a kernel, its drivers, busybox, zstd and our scripts.
public final class Assembly {

    /// Where to take it from: a system, or parts of one that lie elsewhere.
    public record Sources(Path root, Optional<Path> kernel, Optional<Path> modules) {}

    /// What was made.
    public record Made(String kernel, List<String> drivers, Path vmlinuz, Path initrd, long bytes) {
        public Made {
            drivers = List.copyOf(drivers);
        }
    }

    /// Where iPXE is sent for them, below the assets.
    public static final List<String> FILES = List.of("installer/vmlinuz", "installer/initrd");

    private static final List<String> SCRIPTS =
            List.of("dhcp", "disks", "handover", "image", "inspect", "seed", "wipe");

    /// What a disk needs to erase itself, and what starts a distribution's installer; without them
    /// the one is not wiped that way, and the other is not handed over to.
    private static final List<String> EXTRAS = List.of("hdparm", "nvme", "kexec");

    private static final List<String> FOLDERS = List.of("bin", "usr/bin", "sbin", "usr/sbin");

    private Assembly() {}

    /// Those that a machine would ask for in vain.
    public static List<Path> missing(Path assets) {
        return FILES.stream().map(assets::resolve).filter(file -> !Files.isReadable(file)).toList();
    }

    public static Made make(Sources sources, Path assets) throws IOException, Lacking {
        List<String> problems = new ArrayList<>();
        Cpio cpio = scripts();
        Optional<Kernel> kernel = Optional.empty();
        List<String> names = List.of();
        try {
            kernel = Optional.of(Kernel.find(sources.root, sources.kernel, sources.modules));
            names = drivers(cpio, sources.root, kernel.get());
        } catch (Lacking e) {
            problems.add(e.getMessage());
        }
        try {
            busybox(cpio, sources.root);
        } catch (Lacking e) {
            problems.add(e.getMessage());
        }
        try {
            zstd(cpio, sources.root);
        } catch (Lacking e) {
            problems.add(e.getMessage());
        }
        try {
            extras(cpio, sources.root);
        } catch (Lacking e) {
            problems.add(e.getMessage());
        }
        if (!problems.isEmpty() || kernel.isEmpty()) {
            throw new Lacking(problems);
        }
        byte[] initrd = packed(cpio.bytes());
        Path vmlinuz = store(assets.resolve(FILES.getFirst()), kernel.get().content());
        Path file = store(assets.resolve(FILES.getLast()), initrd);
        return new Made(kernel.get().version(), names, vmlinuz, file, initrd.length);
    }

    private static Cpio scripts() {
        Cpio cpio = new Cpio().program("init", resource("init"));
        SCRIPTS.forEach(name -> cpio.program("installer/" + name, resource(name)));
        return cpio.file("installer/bringup-seed.service", resource("bringup-seed.service"));
    }

    private static List<String> drivers(Cpio cpio, Path root, Kernel kernel)
            throws IOException, Lacking {
        List<String> wanted =
                new String(resource("modules"), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .flatMap(line -> Stream.of(line.split(" ", -1)))
                        .filter(name -> !name.isEmpty())
                        .toList();
        Drivers drivers = Drivers.choose(kernel.modules(), wanted);
        String folder = "lib/modules/" + kernel.version() + "/";
        drivers.chosen()
                .forEach((name, driver) -> cpio.file(folder + name + ".ko", driver.content()));
        cpio.file(folder + "modules.dep", utf8(drivers.dependencies()));
        cpio.file(folder + "modules.alias", utf8(drivers.aliases()));
        for (String firmware : drivers.firmware()) {
            Path file = root.resolve("lib/firmware").resolve(firmware);
            if (Files.isReadable(file)) {
                cpio.file("lib/firmware/" + firmware, Files.readAllBytes(file));
            }
        }
        return List.copyOf(drivers.chosen().keySet());
    }

    private static void busybox(Cpio cpio, Path root) throws IOException, Lacking {
        byte[] content = program(root, "busybox", "busybox-static");
        if (Elf.parse(content).interpreter().isPresent()) {
            throw new Lacking(
                    "this busybox needs shared libraries: apt-get install busybox-static");
        }
        cpio.program("bin/busybox", content);
    }

    private static void zstd(Cpio cpio, Path root) throws IOException, Lacking {
        linked(cpio, root, "zstd", program(root, "zstd", "zstd"));
    }

    private static void extras(Cpio cpio, Path root) throws IOException, Lacking {
        for (String name : EXTRAS) {
            Optional<Path> file = find(root, name);
            if (file.isPresent()) {
                linked(cpio, root, name, Files.readAllBytes(file.get()));
            }
        }
    }

    /// A program and the libraries that it needs.
    private static void linked(Cpio cpio, Path root, String name, byte[] content)
            throws IOException, Lacking {
        cpio.program("bin/" + name, content);
        SortedMap<String, byte[]> libraries = Libraries.of(root, name, Elf.parse(content));
        libraries.forEach(cpio::program);
    }

    private static byte[] program(Path root, String name, String debian)
            throws IOException, Lacking {
        Optional<Path> file = find(root, name);
        if (file.isPresent()) {
            return Files.readAllBytes(file.get());
        }
        throw new Lacking("there is no %s: apt-get install %s".formatted(name, debian));
    }

    private static Optional<Path> find(Path root, String name) {
        return FOLDERS.stream()
                .map(folder -> root.resolve(folder).resolve(name))
                .filter(Files::isReadable)
                .findFirst();
    }

    private static byte[] packed(byte[] archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(archive);
        }
        return out.toByteArray();
    }

    /// Machines that load it at this moment get the old one to its end.
    private static Path store(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.write(half, content);
        return Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// One of our own files that an installation needs.
    public static byte[] resource(String name) {
        try (InputStream in = Assembly.class.getResourceAsStream("/installer/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file installer/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
