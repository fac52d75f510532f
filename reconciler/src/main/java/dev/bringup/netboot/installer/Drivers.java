package dev.bringup.netboot.installer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The kernel modules that go along: the wanted ones that a kernel has, with all that they need,
/// and the lists by which `modprobe` finds them. Made from the modules themselves, because
/// `modules.dep` is only there when the kernel's package was installed and not merely unpacked.
final class Drivers {

    private static final Pattern MODULE = Pattern.compile("(.+)\\.ko(\\.gz|\\.xz|\\.zst)?");

    /// One module: its unpacked content and what it says of itself.
    record Driver(String name, ByteBuffer content, Elf elf, List<String> needs) {}

    private final SortedMap<String, Path> files = new TreeMap<>();
    private final SortedMap<String, Driver> chosen = new TreeMap<>();

    private Drivers() {}

    /// `wanted` are names, of which some may end in `*`.
    static Drivers choose(Path folder, List<String> wanted) throws IOException, Lacking {
        Drivers drivers = new Drivers();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                Matcher name = MODULE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    drivers.files.put(plain(name.group(1)), file);
                }
            }
        }
        for (String pattern : wanted) {
            for (String name : drivers.matching(plain(pattern))) {
                drivers.take(name);
            }
        }
        return drivers;
    }

    /// The kernel takes both for the same.
    private static String plain(String name) {
        return name.replace('-', '_');
    }

    private List<String> matching(String pattern) {
        if (!pattern.endsWith("*")) {
            return files.containsKey(pattern) ? List.of(pattern) : List.of();
        }
        String start = pattern.substring(0, pattern.length() - 1);
        return files.keySet().stream().filter(name -> name.startsWith(start)).toList();
    }

    private void take(String first) throws IOException, Lacking {
        Deque<String> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (!chosen.containsKey(name)) {
                Driver driver = read(name);
                chosen.put(name, driver);
                open.addAll(driver.needs);
            }
        }
    }

    private Driver read(String name) throws IOException, Lacking {
        Path file = Optional.ofNullable(files.get(name)).orElseThrow();
        byte[] content = Packed.read(file);
        try {
            Elf elf = Elf.parse(content);
            List<String> needs = new ArrayList<>();
            for (String depends : elf.about("depends")) {
                needs.addAll(names(depends));
            }
            List<String> hard = List.copyOf(needs);
            for (String soft : elf.about("softdep")) {
                needs.addAll(names(soft.replaceAll("\\b(pre|post|platform):", " ")));
            }
            for (String need : hard) {
                if (!files.containsKey(need)) {
                    throw new Lacking(
                            "%s needs the module %s, which is not there".formatted(file, need));
                }
            }
            // What it needs softly may be a part of the kernel.
            needs.removeIf(need -> !files.containsKey(need));
            return new Driver(name, ByteBuffer.wrap(content), elf, List.copyOf(needs));
        } catch (IllegalArgumentException e) {
            throw new Lacking(file + " is no kernel module: " + e.getMessage());
        }
    }

    private static List<String> names(String text) {
        return Stream.of(text.split("[, ]+", -1))
                .filter(name -> !name.isEmpty())
                .map(Drivers::plain)
                .toList();
    }

    SortedMap<String, Driver> chosen() {
        return chosen;
    }

    /// As `depmod` writes it: what a module needs behind it, the deepest last.
    String dependencies() {
        StringBuilder out = new StringBuilder();
        for (String name : chosen.keySet()) {
            SequencedSet<String> loaded = new LinkedHashSet<>();
            load(name, new HashSet<>(), loaded);
            loaded.remove(name);
            out.append(name).append(".ko:");
            loaded.reversed().forEach(need -> out.append(' ').append(need).append(".ko"));
            out.append('\n');
        }
        return out.toString();
    }

    /// In the order in which the kernel takes them.
    private void load(String name, Set<String> begun, SequencedSet<String> loaded) {
        if (begun.add(name)) {
            Optional.ofNullable(chosen.get(name))
                    .orElseThrow()
                    .needs
                    .forEach(need -> load(need, begun, loaded));
            loaded.add(name);
        }
    }

    /// Which module drives a device that calls itself so.
    String aliases() {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, Driver> driver : chosen.entrySet()) {
            for (String alias : driver.getValue().elf.about("alias")) {
                out.append("alias %s %s\n".formatted(alias, driver.getKey()));
            }
        }
        return out.toString();
    }

    /// The files that drivers put into their devices.
    List<String> firmware() {
        return chosen.values().stream()
                .flatMap(driver -> driver.elf.about("firmware").stream())
                .sorted()
                .distinct()
                .toList();
    }
}
