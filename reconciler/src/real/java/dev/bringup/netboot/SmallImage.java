package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A disk image of 16 MiB with one file system in it, laid out as some distribution does it.
record SmallImage(Path file) {

    enum Table {
        GPT,
        MBR
    }

    /// The partition's name and, after it, the paths of files in its file system; `PATH=TEXT` says
    /// what is in one.
    static SmallImage make(Path folder, Table table, String name, String... files)
            throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        for (String each : files) {
            String[] parts = each.split("=", 2);
            Path file = root.resolve(parts[0]);
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, parts.length == 2 ? parts[1] : "linux /boot/vmlinuz quiet\n");
        }
        String layout =
                switch (table) {
                    case GPT -> "sgdisk -n1:2048:+1M -n2:8192:0 -c2:%s disk".formatted(name);
                    // Type 83 hex, from sector 8192 on, 20480 of them.
                    case MBR ->
                            "printf '\\203\\0\\0\\0\\0\\040\\0\\0\\0\\120\\0\\0'"
                                    + " | dd of=disk bs=1 seek=450 conv=notrunc";
                };
        sh(
                folder,
                "truncate -s 16M disk && "
                        + layout
                        + " && mke2fs -q -t ext4 -d root part 10M"
                        + " && dd if=part of=disk bs=512 seek=8192 conv=notrunc");
        return new SmallImage(folder.resolve("disk"));
    }

    /// What a file of the file system holds, on the disk that it was written to.
    static String read(Path disk, String path) throws Exception {
        return sh(
                disk.resolveSibling(""),
                "dd if=%s of=found bs=512 skip=8192 count=20480 status=none && debugfs -R 'cat %s' found 2>/dev/null"
                        .formatted(disk, path));
    }

    private static String sh(Path folder, String script) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c"));
        command.add("cd '%s' && { %s; }".formatted(folder, script));
        Commands.Ran ran = Commands.run(command.toArray(String[]::new));
        assertEquals(0, ran.status(), ran.output());
        return ran.output();
    }
}
