package dev.bringup.netboot.installer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A small system in a folder, with as much in its files as the installer is made from.
record Planted(Path root) {

    static final String VERSION = "6.1.0-56-amd64";

    static Planted whole(Path root) throws IOException {
        Planted system = new Planted(root);
        system.put("boot/vmlinuz-6.1.0-9-amd64", kernel("6.1.0-9-amd64"));
        system.put("boot/vmlinuz-" + VERSION, kernel(VERSION));
        system.module("drivers/net/virtio_net", "alias=virtio:d00000001v*", "depends=net-failover");
        system.module("net/core/net_failover", "depends=failover");
        system.module("net/core/failover", "depends=");
        system.module("drivers/net/tg3", "alias=pci:v000014E4*", "firmware=tigon/tg3.bin");
        system.module("fs/ext4", "alias=fs-ext4", "softdep=pre: crc32c_generic builtin");
        system.module("crypto/crc32c-generic", "alias=crc32c");
        system.module("drivers/usb/usb-storage", "alias=usb:v*");
        system.module("drivers/ata/sata_mv", "alias=pci:v000011AB*");
        system.put("lib/firmware/tigon/tg3.bin", new byte[] {7});
        system.put("bin/busybox", elf(Map.of(".text", new byte[3])));
        system.put("usr/bin/zstd", program(List.of("libz.so.1"), "/lib64/ld.so"));
        system.put("lib64/ld.so", elf(Map.of(".text", new byte[5])));
        system.put("usr/lib/x86_64-linux-gnu/libz.so.1", program(List.of("libc.so.6"), ""));
        system.put("usr/lib64/libc.so.6", program(List.of(), ""));
        return system;
    }

    void put(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, content);
    }

    void module(String path, String... about) throws IOException {
        byte[] info = (String.join("\0", about) + "\0").getBytes(StandardCharsets.UTF_8);
        put("lib/modules/" + VERSION + "/kernel/" + path + ".ko", elf(Map.of(".modinfo", info)));
    }

    static byte[] kernel(String version) {
        ByteBuffer file = ByteBuffer.allocate(0x500).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x202, 0x53726448).putShort(0x20e, (short) 0x200);
        file.put(0x400, (version + " (debian-kernel)").getBytes(StandardCharsets.US_ASCII));
        return file.array();
    }

    private static byte[] program(List<String> needed, String interpreter) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        ByteBuffer dynamic = ByteBuffer.allocate(needed.size() * 16 + 16);
        dynamic.order(ByteOrder.LITTLE_ENDIAN);
        for (String name : needed) {
            dynamic.putLong(1).putLong(names.size());
            names.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
        }
        Map<String, byte[]> sections = new TreeMap<>();
        sections.put(".dynamic", dynamic.array());
        sections.put(".dynstr", names.toByteArray());
        if (!interpreter.isEmpty()) {
            sections.put(".interp", (interpreter + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return elf(sections);
    }

    /// A file of 64 bits with these sections: header, contents, section headers.
    private static byte[] elf(Map<String, byte[]> sections) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        List<long[]> headers = new ArrayList<>();
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        new TreeMap<>(sections)
                .forEach((name, content) -> {
                    headers.add(new long[] {names.size(), 64 + contents.size(), content.length});
                    names.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
                    contents.writeBytes(content);
                });
        headers.add(new long[] {0, 64 + contents.size(), names.size()});
        contents.writeBytes(names.toByteArray());
        ByteBuffer file =
                ByteBuffer.allocate(64 + contents.size() + headers.size() * 64)
                        .order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0x464c457f).putShort(4, (short) 0x0102);
        file.putLong(0x28, 64 + contents.size());
        file.putShort(0x3a, (short) 64);
        file.putShort(0x3c, (short) headers.size());
        file.putShort(0x3e, (short) (headers.size() - 1));
        file.put(64, contents.toByteArray());
        int at = 64 + contents.size();
        for (long[] header : headers) {
            file.putInt(at, (int) header[0]).putInt(at + 4, 1);
            file.putLong(at + 0x18, header[1]).putLong(at + 0x20, header[2]);
            at += 64;
        }
        return file.array();
    }
}
