package dev.bringup.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// `{{ file("keys/ops.pub") }}`: the text of a file of the same commit.
public final class FileFunction {

    /// Not an identifier, so that no template can name it.
    static final String FILES = "bringup files";

    record Files(Map<String, byte[]> byPath) {}

    private FileFunction() {}

    /// Public and static because that is what Jinjava calls.
    public static String file(String path) {
        Object files = JinjavaInterpreter.getCurrent().getContext().get(FILES);
        byte[] bytes = files instanceof Files(Map<String, byte[]> byPath) ? byPath.get(path) : null;
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
}
