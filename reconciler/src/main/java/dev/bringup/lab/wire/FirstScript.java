package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.wire.FirstBoot.Lack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The part of a script that a machine of the rack acts on: `cat > FILE <<WORD`, the host name, and
/// the calls that say that it is up and that it wants to join.
record FirstScript(String text) {

    private static final Pattern FILE =
            Pattern.compile(
                    "(?ms)^\\s*cat\\s+>\\s*(\\S+)\\s+<<\\s*['\"]?(\\w+)['\"]?\\n(.*?\\n)\\2$");

    Disk.Personality read() throws Lack {
        if (!text.startsWith("#!")) {
            throw new Lack("does not start with #!");
        }
        Map<String, String> files = new HashMap<>();
        Matcher file = FILE.matcher(text);
        while (file.find()) {
            files.put(file.group(1), file.group(3));
        }
        String shell = FILE.matcher(text).replaceAll("");
        Optional<String> hostname =
                words(shell, "hostnamectl")
                        .or(() -> Optional.ofNullable(files.get("/etc/hostname")))
                        .map(String::strip);
        if (hostname.isEmpty()) {
            throw new Lack("sets no host name");
        }
        String hostKey = files.get(SystemFiles.HOST_KEY);
        if (hostKey == null) {
            throw new Lack("writes no " + SystemFiles.HOST_KEY);
        }
        List<String> keys = new ArrayList<>();
        files.forEach((path, content) -> {
            if (path.endsWith("/authorized_keys")) {
                keys.addAll(content.lines().toList());
            }
        });
        return new SystemFiles(files, shell)
                .personality(hostname.get(), hostKey, keys, Optional.empty());
    }

    /// The last word of a command.
    private static Optional<String> words(String shell, String command) {
        return ShellWords.commands(shell).stream()
                .filter(words -> words.contains(command) && words.size() > 2)
                .map(List::getLast)
                .findFirst();
    }
}
