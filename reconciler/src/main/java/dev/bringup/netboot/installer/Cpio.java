package dev.bringup.netboot.installer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// An archive in cpio's format "newc", which Linux unpacks as its first file system. Folders come
/// by themselves; names are sorted and nothing in it tells the time, so that equal contents are
/// equal bytes.
final class Cpio {

    private static final int FOLDER = 0040755;
    private static final int FILE = 0100644;
    private static final int PROGRAM = 0100755;
    private static final int LINK = 0120777;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private record Entry(int mode, ByteBuffer content) {}

    private final SortedMap<String, Entry> entries = new TreeMap<>();

    Cpio file(String path, byte[] content) {
        return add(path, new Entry(FILE, ByteBuffer.wrap(content)));
    }

    Cpio file(String path, ByteBuffer content) {
        return add(path, new Entry(FILE, content));
    }

    Cpio program(String path, byte[] content) {
        return add(path, new Entry(PROGRAM, ByteBuffer.wrap(content)));
    }

    Cpio link(String path, String target) {
        return add(path, new Entry(LINK, StandardCharsets.UTF_8.encode(target)));
    }

    private Cpio add(String path, Entry entry) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            entries.putIfAbsent(path.substring(0, slash), new Entry(FOLDER, NOTHING));
        }
        entries.put(path, entry);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int inode = 1;
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            write(out, inode++, entry.getKey(), entry.getValue());
        }
        write(out, 0, "TRAILER!!!", new Entry(0, NOTHING));
        pad(out, 512);
        return out.toByteArray();
    }

    /// Thirteen numbers of eight hexadecimal digits, the name with its NUL, the content; both
    /// padded to four bytes.
    private static void write(ByteArrayOutputStream out, int inode, String name, Entry entry) {
        byte[] path = (name + "\0").getBytes(StandardCharsets.UTF_8);
        int links = 1;
        int[] numbers = {
            inode, entry.mode, 0, 0, links, 0, entry.content.remaining(), 0, 0, 0, 0, path.length, 0
        };
        StringBuilder head = new StringBuilder("070701");
        for (int number : numbers) {
            head.append(String.format(Locale.ROOT, "%08x", number));
        }
        out.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(path);
        pad(out, 4);
        byte[] content = new byte[entry.content.remaining()];
        entry.content.get(0, content);
        out.writeBytes(content);
        pad(out, 4);
    }

    private static void pad(ByteArrayOutputStream out, int to) {
        while (out.size() % to != 0) {
            out.write(0);
        }
    }
}
