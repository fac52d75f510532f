package dev.bringup.netboot.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The shared libraries that a program needs to run somewhere else, by the path at which its loader
/// looks for them.
final class Libraries {

    private static final List<String> FOLDERS =
            List.of(
                    "lib/x86_64-linux-gnu",
                    "usr/lib/x86_64-linux-gnu",
                    "lib64",
                    "usr/lib64",
                    "lib",
                    "usr/lib");

    private Libraries() {}

    /// `root` is the system in which the program is installed.
    static SortedMap<String, byte[]> of(Path root, String name, Elf program)
            throws IOException, Lacking {
        SortedMap<String, byte[]> found = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        Optional<String> loader = program.interpreter().map(path -> path.substring(1));
        if (loader.isPresent()) {
            if (Files.exists(root.resolve(loader.get()))) {
                found.put(loader.get(), Files.readAllBytes(root.resolve(loader.get())));
            } else {
                missing.add("/" + loader.get());
            }
        }
        Deque<String> open = new ArrayDeque<>(program.needed());
        while (!open.isEmpty()) {
            String library = open.pop();
            Optional<String> path =
                    FOLDERS.stream()
                            .map(folder -> folder + "/" + library)
                            .filter(p -> Files.exists(root.resolve(p)))
                            .findFirst();
            if (path.isEmpty()) {
                missing.add(library);
            } else if (!found.containsKey(path.get())) {
                byte[] content = Files.readAllBytes(root.resolve(path.get()));
                found.put(path.get(), content);
                open.addAll(Elf.parse(content).needed());
            }
        }
        if (!missing.isEmpty()) {
            throw new Lacking(
                    "%s does not run without %s: apt-get install --reinstall %s"
                            .formatted(name, String.join(", ", missing), name));
        }
        return found;
    }
}
