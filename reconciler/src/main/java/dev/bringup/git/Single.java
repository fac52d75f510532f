package dev.bringup.git;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A state repository that is one file: its objects are in that file, its templates and keys in the
/// folder around it. Other YAML files there are other people's, but for encrypted secrets.
final class Single {

    private static final Pattern SOPS = Pattern.compile("(?m)^sops:");

    private Single() {}

    static SortedMap<String, byte[]> file(SortedMap<String, byte[]> folder, String name) {
        SortedMap<String, byte[]> files = new TreeMap<>(folder);
        files.entrySet()
                .removeIf(file ->
                        !file.getKey().equals(name)
                                && file.getKey().matches(".*\\.ya?ml")
                                && !isEncrypted(file.getValue()));
        return files;
    }

    private static boolean isEncrypted(byte[] bytes) {
        return SOPS.matcher(new String(bytes, StandardCharsets.UTF_8)).find();
    }
}
