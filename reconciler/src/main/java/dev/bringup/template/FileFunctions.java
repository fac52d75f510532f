package dev.bringup.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `{{ file("keys/ops.pub") }}`: the text of a file of the same commit. `tree("keys")`: the paths
/// of all files below a folder.
public final class FileFunctions {

    /// Not an identifier, so that no template can name it.
    static final String FILES = "bringup files";

    record Files(Map<String, byte[]> byPath) {}

    private FileFunctions() {}

    /// Public and static because that is what Jinjava calls.
    public static String file(String path) {
        byte[] bytes = files().byPath().get(path);
        if (bytes == null) {
            throw new IllegalArgumentException(
                    "there is no file '" + path + "' in this repository");
        }
        if (bytes.length > Limits.FILE) {
            throw new IllegalArgumentException(
                    "'" + path + "' has " + bytes.length + " bytes; the limit is " + Limits.FILE);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Sorted, because what comes of it is part of a fingerprint.
    public static List<String> tree(String folder) {
        String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
        List<String> paths =
                files().byPath().keySet().stream()
                        .filter(path -> path.startsWith(prefix))
                        .sorted()
                        .toList();
        if (paths.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no file below '" + folder + "' in this repository");
        }
        if (paths.size() > Limits.ENTRIES) {
            throw new IllegalArgumentException(
                    "'"
                            + folder
                            + "' has "
                            + paths.size()
                            + " files; the limit is "
                            + Limits.ENTRIES);
        }
        return paths;
    }

    private static Files files() {
        return (Files)
                Objects.requireNonNull(JinjavaInterpreter.getCurrent().getContext().get(FILES));
    }
}
