package dev.bringup.netboot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Two boot files for machines with Secure Boot: a shim that their firmware accepts, and the
/// program that it starts, which it looks for beside itself by a name that follows from its own.
public record Chain(Cpu cpu, String shim, String next) {

    public enum Cpu {
        X64,
        ARM64;

        /// As shims and GRUB have it in their names.
        String suffix() {
            return switch (this) {
                case X64 -> "x64";
                case ARM64 -> "aa64";
            };
        }

        /// Of iPXE's releases.
        private String folder() {
            return switch (this) {
                case X64 -> "x86_64-sb/";
                case ARM64 -> "arm64-sb/";
            };
        }

        /// What starts without a shim.
        public String plain() {
            return switch (this) {
                case X64 -> "snponly.efi";
                case ARM64 -> "ipxe-arm64.efi";
            };
        }

        /// A distribution's, which starts GRUB, and lends iPXE its keys for a kernel.
        public String distribution() {
            return "shim" + suffix() + ".efi";
        }

        /// In the order of preference: iPXE fetches by HTTP, GRUB by TFTP; and the firmware's own
        /// driver is surer than one of iPXE's.
        public List<Chain> chains() {
            Stream<Chain> single =
                    switch (this) {
                        case X64 -> Stream.of(named("snponly"), named("ipxe"));
                        case ARM64 -> Stream.of(named("ipxe-arm64"));
                    };
            return Stream.of(
                            Stream.of(released("snponly"), released("ipxe")),
                            single,
                            Stream.of(new Chain(this, distribution(), "grub" + suffix() + ".efi")))
                    .flatMap(chains -> chains)
                    .toList();
        }

        private Chain released(String program) {
            String name = folder() + program;
            return new Chain(this, name + "-shim.efi", name + ".efi");
        }

        private Chain named(String program) {
            return new Chain(this, "%s-shim%s.efi".formatted(program, suffix()), program + ".efi");
        }
    }

    private static final int BEGINNING = 4096;
    private static final int HEADER_AT = 0x3c;
    private static final int HEADER = 24;
    private static final int WIDE = 0x20b;

    /// Of the table of tables in a header: the fifth is of certificates, and its size comes second.
    private static final int TABLES = 96;

    private static final int WIDE_TABLES = 112;
    private static final int CERTIFICATES = 4 * 8 + 4;

    public boolean startsIpxe() {
        return !shim.equals(cpu.distribution());
    }

    /// Whether the second is of use without a shim too: then its being there says nothing.
    public boolean isForAll() {
        return startsIpxe() && !next.contains("/");
    }

    public boolean isIn(Path folder) {
        return isThere(folder, shim) && isThere(folder, next);
    }

    public static boolean isThere(Path folder, String name) {
        return new ServedFolder(folder).find(name).isPresent();
    }

    /// By anybody: whose keys firmware accepts is its own affair.
    public static boolean isSigned(Path folder, String name) {
        return new ServedFolder(folder).find(name).map(Chain::isSigned).orElse(false);
    }

    private static boolean isSigned(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        ByteBuffer start = ByteBuffer.allocate(BEGINNING).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            channel.read(start);
            int header = start.flip().getInt(HEADER_AT) + HEADER;
            int tables = start.getShort(header) == WIDE ? WIDE_TABLES : TABLES;
            return start.getInt(header + tables + CERTIFICATES) != 0;
        } catch (IOException | IndexOutOfBoundsException _) {
            return false;
        }
    }
}
