package dev.bringup.netboot.installer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a program or a kernel module says of itself: the parts of an ELF file, by name. Only 64
/// bits and little-endian, as all machines are that we install.
record Elf(Map<String, ByteBuffer> sections) {

    private static final int MAGIC = 0x464c457f;
    private static final int WIDE_AND_LITTLE = 0x0102;
    private static final int NO_CONTENT = 8;
    private static final long NEEDED = 1;

    /// An [IllegalArgumentException] when it is none.
    static Elf parse(byte[] content) {
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < 64 || file.getInt(0) != MAGIC || file.getShort(4) != WIDE_AND_LITTLE) {
            throw new IllegalArgumentException("no ELF file of 64 bits");
        }
        try {
            int table = Math.toIntExact(file.getLong(0x28));
            int size = file.getShort(0x3a) & 0xffff;
            int count = file.getShort(0x3c) & 0xffff;
            int names = file.getShort(0x3e) & 0xffff;
            int texts = Math.toIntExact(file.getLong(table + names * size + 0x18));
            Map<String, ByteBuffer> sections = new HashMap<>();
            for (int i = 0; i < count; i++) {
                int at = table + i * size;
                if (file.getInt(at + 4) != NO_CONTENT) {
                    int offset = Math.toIntExact(file.getLong(at + 0x18));
                    int length = Math.toIntExact(file.getLong(at + 0x20));
                    sections.put(
                            text(file, texts + file.getInt(at)),
                            file.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN));
                }
            }
            return new Elf(Map.copyOf(sections));
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IllegalArgumentException("a broken ELF file", e);
        }
    }

    /// The shared libraries that it names.
    List<String> needed() {
        ByteBuffer dynamic = section(".dynamic");
        ByteBuffer names = section(".dynstr");
        List<String> needed = new ArrayList<>();
        for (int at = 0; at + 16 <= dynamic.capacity(); at += 16) {
            if (dynamic.getLong(at) == NEEDED) {
                needed.add(text(names, Math.toIntExact(dynamic.getLong(at + 8))));
            }
        }
        return needed;
    }

    /// The program that loads it, unless it is complete by itself.
    Optional<String> interpreter() {
        return Optional.ofNullable(sections.get(".interp")).map(part -> text(part, 0));
    }

    /// What a kernel module says under a key: `alias`, `depends`, `softdep`, `firmware`.
    List<String> about(String key) {
        String all = StandardCharsets.ISO_8859_1.decode(section(".modinfo").duplicate()).toString();
        List<String> found = new ArrayList<>();
        for (String line : all.split("\0+", -1)) {
            if (line.startsWith(key + "=")) {
                found.add(line.substring(key.length() + 1));
            }
        }
        return found;
    }

    private ByteBuffer section(String name) {
        return sections.getOrDefault(name, ByteBuffer.allocate(0));
    }

    private static String text(ByteBuffer from, int at) {
        int end = at;
        while (from.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - at];
        from.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
