package dev.bringup.lab.wire;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A script taken apart: what it writes by `cat > FILE <<WORD`, and the rest of it.
record HereDocuments(Map<String, String> files, String shell) {

    private static final Pattern FILE =
            Pattern.compile(
                    "(?ms)^\\s*cat\\s+>\\s*(\\S+)\\s+<<\\s*['\"]?(\\w+)['\"]?\\n(.*?\\n)\\2$");

    HereDocuments {
        files = Map.copyOf(files);
    }

    static HereDocuments of(String script) {
        Map<String, String> files = new TreeMap<>();
        Matcher file = FILE.matcher(script);
        while (file.find()) {
            files.put(file.group(1), file.group(3));
        }
        return new HereDocuments(files, FILE.matcher(script).replaceAll(""));
    }
}
