package dev.bringup.git;

import dev.bringup.model.SecretRef;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A state repository that is one file: its objects are in that file, its templates and keys in the
/// folder around it. Other YAML files there are other people's, but for encrypted secrets and the
/// manifests of addons, which it names by their path.
final class Single {

    private static final Pattern PATH = Pattern.compile("\\bpath:\\s*[\"']?([^\\s\"',}]+)");

    private Single() {}

    static SortedMap<String, byte[]> file(SortedMap<String, byte[]> folder, String name) {
        byte[] own = Objects.requireNonNullElse(folder.get(name), new byte[0]);
        Set<String> named =
                PATH.matcher(new String(own, StandardCharsets.UTF_8))
                        .results()
                        .map((MatchResult found) -> found.group(1).replaceAll("/+$", ""))
                        .collect(Collectors.toSet());
        SortedMap<String, byte[]> files = new TreeMap<>(folder);
        files.entrySet()
                .removeIf(file ->
                        !file.getKey().equals(name)
                                && file.getKey().matches(".*\\.ya?ml")
                                && named.stream().noneMatch(path -> isAt(path, file.getKey()))
                                && !SecretRef.Sops.encrypted(file.getValue()));
        return files;
    }

    private static boolean isAt(String path, String file) {
        return file.equals(path) || file.startsWith(path + "/");
    }
}
