package dev.bringup.git;

import dev.bringup.model.SecretRef;
import java.util.SortedMap;
import java.util.TreeMap;

/// A state repository that is one file: its objects are in that file, its templates and keys in the
/// folder around it. Other YAML files there are other people's, but for encrypted secrets.
final class Single {

    private Single() {}

    static SortedMap<String, byte[]> file(SortedMap<String, byte[]> folder, String name) {
        SortedMap<String, byte[]> files = new TreeMap<>(folder);
        files.entrySet()
                .removeIf(file ->
                        !file.getKey().equals(name)
                                && file.getKey().matches(".*\\.ya?ml")
                                && !SecretRef.Sops.encrypted(file.getValue()));
        return files;
    }
}
